using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Tariffs;

/// <summary>A period as it is typed.</summary>
public sealed class PeriodDraft
{
    public PeriodDraft(TariffPeriod? period)
    {
        if (period is null) return;
        (Name, From, To) = (period.Name, period.From, period.To);
        (PerKwh, PerMinute, PerIdleMinute) = (Draft.Text(period.PerKwh), Draft.Text(period.PerMinute), Draft.Text(period.PerIdleMinute));
        if (period.Days.Count > 0) Days = [.. period.Days];
    }

    public HashSet<DayOfWeek> Days { get; } = [.. WeekPlan.Days];

    public string Name { get; set; } = "";

    public TimeOnly? From { get; set; } = new(18, 0);

    public TimeOnly? To { get; set; } = new(22, 0);

    public string PerKwh { get; set; } = "";

    public string PerMinute { get; set; } = "";

    public string PerIdleMinute { get; set; } = "";

    public bool HasPrice => (PerKwh + PerMinute + PerIdleMinute).Trim().Length > 0;

    public void Toggle(DayOfWeek day)
    {
        if (!Days.Remove(day)) Days.Add(day);
    }

    public TariffPeriod Read(FieldErrors errors, string field)
    {
        errors.Check(Days.Count > 0, $"{field}.days", "Choose the days it begins on.");
        return new(
            Name, Days.Count is 0 or 7 ? [] : [.. Days], Time(From, errors, $"{field}.from"), Time(To, errors, $"{field}.to"),
            Draft.Price(PerKwh, errors, $"{field}.perKwh"), Draft.Price(PerMinute, errors, $"{field}.perMinute"), Draft.Price(PerIdleMinute, errors, $"{field}.perIdleMinute"));
    }

    private static TimeOnly Time(TimeOnly? time, FieldErrors errors, string field)
    {
        errors.Check(time is not null, field, "A time of day is needed, such as 18:00.");
        return time ?? default;
    }
}
