using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>When a station is open, and when somebody works there. What is over stays as it was, and is not shown.</summary>
public sealed partial class StationPlanDialog(PlanStation plan, CurrentActor actor, NotificationService toasts, TimeProvider time)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(560px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private bool isAlwaysOpen;
    private List<Period> periods = [];
    private List<Work> windows = [];
    private IReadOnlyList<MaintenanceWindow> over = [];
    private Refusal? refusal;

    [Parameter, EditorRequired]
    public StationRow Station { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    /// <summary>A refusal counts those that are over too.</summary>
    private int Before => over.Count;

    protected override void OnInitialized()
    {
        var told = Station.Description;
        isAlwaysOpen = told.OpeningHours is null;
        periods = [.. (told.OpeningHours?.Periods ?? []).Select(p => new Period { Day = p.Day, From = p.From, To = p.To })];
        var (now, all) = (time.GetUtcNow(), told.Maintenance ?? []);
        over = [.. all.Where(w => w.To <= now)];
        windows =
        [
            .. all.Where(w => w.To > now).OrderBy(w => w.From).Select(w => new Work
            {
                Place = w.ConnectorId?.ToString() ?? w.ChargePointId ?? "", From = Local(w.From), To = Local(w.To), Reason = w.Reason,
            }),
        ];
    }

    private void EveryDay()
    {
        var first = periods is [var one, ..] ? one : new Period();
        periods = [.. PlanWords.Week.Select(day => new Period { Day = day, From = first.From, To = first.To })];
    }

    private void AddWork()
    {
        var hour = Local(time.GetUtcNow());
        var from = hour.Date.AddHours(hour.Hour + 1);
        windows.Add(new() { From = from, To = from.AddHours(2) });
    }

    private async Task SaveAsync()
    {
        var hours = isAlwaysOpen ? null : new OpeningHours([.. periods.Select(p => new OpeningPeriod(p.Day, p.From, p.To))]);
        var saved = await plan.RunAsync(await actor.GetAsync(), Station.Id, hours, [.. over, .. windows.Select(WindowOf)], Station.Version, default);
        refusal = saved.Refusal;
        if (!saved.IsDone) return;

        toasts.Done($"The plan of {Station.Description.Name} was saved.");
        DialogBox.Close();
    }

    private MaintenanceWindow WindowOf(Work work)
    {
        var plug = Station.Connectors.FirstOrDefault(c => c.Id.ToString() == work.Place);
        return new(Moment(work.From), Moment(work.To), work.Reason.Trim(), plug?.Id, plug is null && work.Place.Length > 0 ? work.Place : null);
    }

    private DateTime Local(DateTimeOffset at) => ShowTime.In(at, Station.Description.TimeZone).DateTime;

    private DateTimeOffset Moment(DateTime wall) => StationClock.Of(Station.Description.TimeZone).Earliest(wall).ToUniversalTime();

    private sealed class Period
    {
        public DayOfWeek Day { get; set; } = DayOfWeek.Monday;

        public TimeOnly From { get; set; } = new(8, 0);

        public TimeOnly To { get; set; } = new(20, 0);
    }

    private sealed class Work
    {
        /// <summary>A connector's id, or a charger's identity; empty: the whole station.</summary>
        public string Place { get; set; } = "";

        public DateTime From { get; set; }

        public DateTime To { get; set; }

        public string Reason { get; set; } = "";
    }
}
