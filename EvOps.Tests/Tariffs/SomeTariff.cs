using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Tariffs;

/// <summary>A session to be priced: the terms, how it went, and where.</summary>
internal sealed record Priced(TariffTerms Terms, ChargingCourse Course, TimeZoneInfo Zone)
{
    public Bill Bill => Rating.Of(Terms, Course, Zone);
}

/// <summary>Tariffs and sessions of every kind, most of them near a change of the clock.</summary>
internal static class SomeTariff
{
    private static readonly (string Zone, string Moment)[] Changes =
    [
        ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
        ("America/New_York", "2026-03-08T07:00Z"), ("America/New_York", "2026-11-01T06:00Z"),
        // Half an hour forth and back.
        ("Australia/Lord_Howe", "2026-04-04T15:00Z"), ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
        ("Asia/Kolkata", "2026-06-01T18:30Z"),
        // 30 December 2011 never was there.
        ("Pacific/Apia", "2011-12-30T10:00Z"),
    ];

    /// <summary>A zone, and a moment within two days of a change of its clock.</summary>
    public static Gen<(TimeZoneInfo Zone, DateTimeOffset At)> Start() =>
        from change in Gen.Elements(Changes)
        from seconds in Gen.OneOf(Gen.Choose(-172_800, 172_800), Gen.Choose(-48, 48).Select(hours => hours * 3600))
        select (TimeZoneInfo.FindSystemTimeZoneById(change.Zone), DateTimeOffset.Parse(change.Moment, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(seconds));

    public static Gen<TariffTerms> Terms() => Terms(Gen.Choose(0, 4).SelectMany(Periods));

    public static Gen<TariffTerms> WithoutPeriods() => Terms(Gen.Constant<TariffPeriod[]>([]));

    public static Gen<Priced> Session() => Session(Terms());

    public static Gen<Priced> Session(Gen<TariffTerms> some) =>
        from terms in some
        from start in Start()
        from charging in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 7200), Gen.Choose(0, 200_000))
        from idle in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 7200), Gen.Choose(0, 200_000))
        from energy in Some.UpTo(400_000)
        from points in Gen.ListOf(from second in Gen.Choose(-100, 200_000) from taken in Some.UpTo(500_000) select new CoursePoint(start.At.AddSeconds(second), taken))
        let until = start.At.AddSeconds(charging)
        select new Priced(terms, new(start.At, until, until.AddSeconds(idle), energy, [.. points]), start.Zone);

    private static Gen<TariffTerms> Terms(Gen<TariffPeriod[]> some) =>
        from currency in Some.Currency()
        from perKwh in Price()
        from perMinute in Price()
        from perIdleMinute in Price()
        from grace in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 1440))
        from startFee in Price()
        from minimum in Price()
        from vat in Gen.Elements(0m, 5.5m, 19m, 20m, 25m, 100m)
        from periods in some
        select new TariffTerms
        {
            Currency = currency,
            PerKwh = perKwh,
            PerMinute = perMinute,
            PerIdleMinute = perIdleMinute,
            IdleGraceMinutes = grace,
            StartFee = startFee,
            Minimum = minimum,
            VatPercent = vat,
            Periods = periods,
        };

    private static Gen<TariffPeriod[]> Periods(int count) => Gen.ArrayOf(
        from name in Gen.Elements("day", "night", "peak")
        from days in Gen.SubListOf(Enum.GetValues<DayOfWeek>())
        from start in TimeOfDay()
        from end in TimeOfDay()
        from perKwh in Maybe()
        from perMinute in Maybe()
        from perIdleMinute in Maybe()
        select new TariffPeriod(name, [.. days], start, end, perKwh, perMinute, perIdleMinute),
        count);

    private static Gen<TimeOnly> TimeOfDay() => Gen.OneOf(
        Gen.Elements(0, 60, 90, 120, 150, 180, 1080, 1320), Gen.Choose(0, 1439)).Select(minute => TimeOnly.MinValue.AddMinutes(minute));

    private static Gen<decimal> Price() => Gen.OneOf(Gen.Constant(0m), Some.UpTo(10_000_000).Select(number => number / 10_000m));

    private static Gen<decimal?> Maybe() => Gen.OneOf(Gen.Constant<decimal?>(null), Price().Select(price => (decimal?)price));
}
