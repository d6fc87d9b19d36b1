using EvOps.Domain.Common;

namespace EvOps.Domain.Tariffs;

/// <summary>
/// Prices a session. Pure, and the only place where amounts are rounded: each line once, half a minor unit up. Energy without a
/// price change depends on the total alone, never on how many readings made it. The rules are written down in docs/decisions/money.md.
/// </summary>
public static class Rating
{
    /// <param name="zone">The station's own: periods are times of day there.</param>
    public static Bill Of(TariffTerms terms, ChargingCourse course, TimeZoneInfo zone)
    {
        // Nothing taken, nothing paid: a start that never came to charging is nobody's fee.
        if (course.EnergyWh <= 0) return new(terms.Currency, [], terms.VatPercent);

        var told = course.InOrder();
        var clock = new TariffClock(terms, zone);
        List<BillLine> lines = [];
        if (terms.StartFee > 0) lines.Add(new(BillLineKind.Start, null, 1, terms.StartFee, Minor(terms, terms.StartFee)));
        lines.AddRange(Energy(terms, told, clock));
        lines.AddRange(Times(terms, BillLineKind.Time, clock.Slices(told.StartedAt, told.ChargedUntil), m => m.PerMinute));
        lines.AddRange(Times(terms, BillLineKind.Idle, clock.Slices(told.ChargedUntil.AddMinutes(terms.IdleGraceMinutes), told.EndedAt), m => m.PerIdleMinute));

        var bill = new Bill(terms.Currency, lines, terms.VatPercent);
        var missing = Minor(terms, terms.Minimum) - bill.Total.MinorUnits;
        if (missing > 0) lines.Add(new(BillLineKind.Minimum, null, 1, terms.Minimum, missing));
        return bill;
    }

    /// <summary>What so much energy in so many minutes would cost, begun at this moment: energy flowing evenly, then idle.</summary>
    public static Bill Preview(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset from, long energyWh, int chargingMinutes, int idleMinutes)
    {
        var until = from.AddMinutes(chargingMinutes);
        return Of(terms, new(from, until, until.AddMinutes(idleMinutes), energyWh, []), zone);
    }

    private static IEnumerable<BillLine> Energy(TariffTerms terms, ChargingCourse course, TariffClock clock)
    {
        // A start and an end in the same second are one moment, and its price is the price.
        var slices = course.ChargedUntil > course.StartedAt
            ? clock.Slices(course.StartedAt, course.ChargedUntil)
            : [.. clock.Slices(course.StartedAt, course.StartedAt.AddSeconds(1))];
        return slices
            .GroupBy(s => s.Prices.PerKwh, s => TakenIn(course, s))
            .Select(g => (Price: g.Key, Wh: g.Sum()))
            .Where(g => g.Wh > 0)
            .Select(g => new BillLine(BillLineKind.Energy, g.Price.Period, g.Wh, g.Price.Amount, Minor(terms, g.Price.Amount * g.Wh / 1000)));
    }

    private static long TakenIn(ChargingCourse course, TariffSlice slice) =>
        course.TakenAt(slice.To) - (slice.From > course.StartedAt ? course.TakenAt(slice.From) : 0);

    private static IEnumerable<BillLine> Times(TariffTerms terms, BillLineKind kind, IEnumerable<TariffSlice> slices, Func<TariffMoment, TariffPrice> priceOf) =>
        slices
            .GroupBy(s => priceOf(s.Prices), s => (s.To - s.From).Ticks / TimeSpan.TicksPerSecond)
            .Select(g => (Price: g.Key, Seconds: g.Sum()))
            .Where(g => g.Price.Amount > 0 && g.Seconds > 0)
            .Select(g => new BillLine(kind, g.Price.Period, g.Seconds, g.Price.Amount, Minor(terms, g.Price.Amount * g.Seconds / 60)));

    private static long Minor(TariffTerms terms, decimal amount) => Money.FromAmount(amount, terms.Currency).MinorUnits;
}
