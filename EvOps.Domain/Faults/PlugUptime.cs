namespace EvOps.Domain.Faults;

/// <summary>How long a plug could be used in a period, and what kept it from it.</summary>
/// <param name="From">Begin of what is known: the period's, or the plug's first word.</param>
public sealed record PlugUptime(int ConnectorNumber, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Outage> Outages)
{
    public TimeSpan Period => To - From;

    public TimeSpan Outage => Sum(_ => true);

    /// <summary>Of that, what nobody holds against the operator.</summary>
    public TimeSpan Excluded => Sum(DowntimeCauses.IsExcluded);

    /// <summary>Percent of the period in which it could be used, whatever the cause.</summary>
    public double AvailabilityPercent => Percent(Outage);

    /// <summary>
    /// 23 CFR 680.116(b)(3): µ = (525,600 − (T_outage − T_excluded)) / 525,600 × 100, where 525,600 are the minutes of a year; here with
    /// the minutes of the period in their place.
    /// </summary>
    public double UptimePercent => Percent(Outage - Excluded);

    public TimeSpan Of(DowntimeCause cause) => Sum(other => other == cause);

    private TimeSpan Sum(Func<DowntimeCause, bool> counts) => TimeSpan.FromTicks(Outages.Where(o => counts(o.Cause)).Sum(o => o.Length.Ticks));

    private double Percent(TimeSpan down) => Period > TimeSpan.Zero ? 100.0 * (Period - down).Ticks / Period.Ticks : 100;
}
