using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Faults;

/// <summary>Outages, uptime and faults as figures, from what was written down.</summary>
public sealed class DowntimeTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddDays(30);
    private static readonly Guid Charger = Guid.NewGuid();

    public static TheoryData<string, ConditionChange[], double, double> Cases => new()
    {
        { "nothing happened", [], 0, 0 },
        { "a fault of an hour", [Plug(60, DowntimeCause.Fault), Plug(120, null)], 60, 0 },
        { "faulty since before the period", [Plug(-600, DowntimeCause.Fault), Plug(30, null)], 30, 0 },
        { "faulty still", [Plug((30 * 1440) - 10, DowntimeCause.Fault)], 10, 0 },
        { "well again before the period", [Plug(-600, DowntimeCause.Fault), Plug(-1, null)], 0, 0 },
        { "out of service is left out", [Plug(0, DowntimeCause.Maintenance), Plug(100, null)], 100, 100 },
        { "trouble of the car is left out", [Plug(0, DowntimeCause.Vehicle), Plug(100, null)], 100, 100 },
        { "trouble of the grid is left out", [Plug(0, DowntimeCause.Grid), Plug(100, null)], 100, 100 },
        { "offline while faulty counts once", [Plug(0, DowntimeCause.Fault), Line(30, true), Plug(60, null), Line(90, false)], 90, 0 },
        { "offline while out of service is nobody's excuse", [Plug(0, DowntimeCause.Maintenance), Line(20, true), Line(50, false), Plug(100, null)], 100, 70 },
        { "a monitor's fault and the charger's own", [Monitor(0, true), new(At(30), ConditionTrack.Charger, DowntimeCause.Fault), Monitor(40, false), new(At(70), ConditionTrack.Charger, null)], 70, 0 },
        { "told in the wrong order", [Plug(120, null), Plug(60, DowntimeCause.Fault)], 60, 0 },
        { "beyond the period", [Plug(40 * 1440, DowntimeCause.Fault)], 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Minutes_out_and_of_those_the_ones_left_out(string what, ConditionChange[] changes, double outage, double excluded)
    {
        var plug = new PlugUptime(1, Begin, End, Downtime.Of(changes, Begin, End));

        Assert.True((outage, excluded) == (plug.Outage.TotalMinutes, plug.Excluded.TotalMinutes), $"{what}: {plug.Outage.TotalMinutes}, {plug.Excluded.TotalMinutes}");
        Assert.Equal(100 * ((30 * 1440) - outage) / (30 * 1440), plug.AvailabilityPercent, 9);
        Assert.Equal(100 * ((30 * 1440) - (outage - excluded)) / (30 * 1440), plug.UptimePercent, 9);
    }

    [Fact]
    public void Over_a_year_uptime_is_the_formula_of_23_CFR_680_116_to_the_letter()
    {
        var year = Begin.AddMinutes(525_600);
        var plug = new PlugUptime(1, Begin, year, Downtime.Of([Plug(0, DowntimeCause.Fault), Plug(20_000, DowntimeCause.Maintenance), Plug(25_000, null)], Begin, year));

        Assert.Equal((525_600 - (25_000 - 5_000)) / 525_600.0 * 100, plug.UptimePercent, 9);
    }

    [Theory]
    [InlineData(ConnectorStatus.Faulted, "GroundFailure", DowntimeCause.Fault, false)]
    [InlineData(ConnectorStatus.Faulted, null, DowntimeCause.Fault, false)]
    [InlineData(ConnectorStatus.Faulted, "EVCommunicationError", DowntimeCause.Vehicle, true)]
    [InlineData(ConnectorStatus.Faulted, "UnderVoltage", DowntimeCause.Grid, true)]
    [InlineData(ConnectorStatus.Faulted, "OverVoltage", DowntimeCause.Grid, true)]
    [InlineData(ConnectorStatus.Unavailable, null, DowntimeCause.Maintenance, true)]
    public void What_a_charger_says_has_a_cause_and_some_are_left_out(ConnectorStatus status, string? code, DowntimeCause cause, bool isExcluded)
    {
        Assert.Equal(cause, DowntimeCauses.Of(status, code));
        Assert.Equal(isExcluded, cause.IsExcluded());
    }

    [Fact]
    public void Whoever_can_charge_is_not_down() => Assert.All(
        Enum.GetValues<ConnectorStatus>().Except([ConnectorStatus.Faulted, ConnectorStatus.Unavailable]), status => Assert.Null(DowntimeCauses.Of(status, "GroundFailure")));

    [Fact]
    public void Outages_are_in_order_never_overlap_and_never_leave_the_period() => Always.HoldsFor(Changes(), changes =>
    {
        var outages = Downtime.Of(changes, Begin, End);

        Assert.All(outages, o => Assert.True(o.From < o.To && o.From >= Begin && o.To <= End));
        Assert.All(outages.Zip(outages.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
        var plug = new PlugUptime(1, Begin, End, outages);
        Assert.InRange(plug.AvailabilityPercent, 0, 100);
        Assert.InRange(plug.UptimePercent, plug.AvailabilityPercent, 100);
        Assert.Equal(plug.Outage, TimeSpan.FromTicks(Enum.GetValues<DowntimeCause>().Sum(cause => plug.Of(cause).Ticks)));
    });

    [Fact]
    public void At_every_moment_the_gravest_of_what_stands_is_the_cause() => Always.HoldsFor(
        from changes in Changes()
        from minute in Gen.Choose(0, (30 * 1440) - 1)
        select (changes, minute),
        some =>
        {
            var moment = At(some.minute);
            var standing = some.changes.Where(c => c.At <= moment).OrderBy(c => c.At).GroupBy(c => c.Track).Select(track => track.Last().Cause).Where(cause => cause is not null).ToList();

            var found = Downtime.Of(some.changes, Begin, End).Where(o => o.From <= moment && moment < o.To).Select(o => (DowntimeCause?)o.Cause).SingleOrDefault();

            Assert.Equal(standing.Min(), found);
        });

    [Theory]
    [InlineData(5, null)]
    [InlineData(10, 40)]
    [InlineData(25, 40)]
    [InlineData(40, null)]
    [InlineData(50, 60)]
    public void An_outage_whose_cause_changes_is_one_until_the_plug_can_be_used(int minute, int? end)
    {
        IReadOnlyList<Outage> outages =
        [
            new(At(10), At(20), DowntimeCause.Fault, "GroundFailure"), new(At(20), At(40), DowntimeCause.Offline, null), new(At(50), At(60), DowntimeCause.Offline, null),
        ];

        Assert.Equal(end is { } known ? At(known) : null, Downtime.EndOf(outages, At(minute)));
    }

    [Fact]
    public void Of_outages_since_a_moment_nothing_is_before_it() => Assert.Equal(
        [new(At(20), At(30), DowntimeCause.Fault, null), new(At(50), At(60), DowntimeCause.Offline, null)],
        Downtime.Since([new(At(0), At(15), DowntimeCause.Grid, null), new(At(18), At(30), DowntimeCause.Fault, null), new(At(50), At(60), DowntimeCause.Offline, null)], At(20)));

    [Fact]
    public void Faults_are_counted_by_cause_with_how_long_they_lasted()
    {
        FaultEvent[] events =
        [
            // Began before the period: not one of it.
            Event(-50, FaultKind.Fault, 1, "HighTemperature"), Event(10, FaultKind.Recovery, 1, "HighTemperature"),
            Event(100, FaultKind.Fault, 1, "GroundFailure"), Event(130, FaultKind.Recovery, 1, "GroundFailure"),
            Event(200, FaultKind.Fault, 2, "GroundFailure"), Event(290, FaultKind.Recovery, 2, "GroundFailure"),
            // Told over the one way, over by the other.
            Event(300, FaultKind.Fault, 0, null, FaultSource.Monitor), Event(360, FaultKind.Recovery, 0, null, FaultSource.ControlLink),
            Event(400, FaultKind.Fault, 0, null, FaultSource.Connection),
            Event(500, FaultKind.Fault, 0, null, FaultSource.Monitor, isLate: true),
        ];

        var figures = FaultFigures.Of(events, Begin, End);

        Assert.Equal((4, 1, TimeSpan.FromMinutes(60)), (figures.Count, figures.Open, figures.MeanRepair));
        Assert.Equal(
            [new("GroundFailure", 2, 2, TimeSpan.FromMinutes(120)), new("Connection", 1, 0, TimeSpan.Zero), new("Monitor", 1, 1, TimeSpan.FromMinutes(60))],
            figures.ByCause);
        Assert.Equal(TimeSpan.FromHours(10), figures.MeanBetween(TimeSpan.FromHours(40)));
    }

    [Fact]
    public void Without_a_fault_there_is_no_mean_of_anything()
    {
        var none = FaultFigures.Of([], Begin, End);

        Assert.Equal((0, 0, null, null), (none.Count, none.Open, none.MeanRepair, none.MeanBetween(TimeSpan.FromDays(30))));
    }

    [Fact]
    public void The_strip_has_a_cell_for_each_day_of_the_place_and_says_what_was_wrong()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var now = new DateTimeOffset(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);
        // From 23:30 to 00:30 on the wall of the place, across the night in which summer time begins.
        var outage = new Outage(new(2026, 3, 28, 22, 30, 0, TimeSpan.Zero), new(2026, 3, 28, 23, 30, 0, TimeSpan.Zero), DowntimeCause.Fault, "GroundFailure");
        PlugUptime[] plugs = [new(1, new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero), now, [outage]), new(2, new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero), now, [])];

        var strip = HealthDay.StripOf(plugs, 30, now, berlin);

        Assert.Equal(30, strip.Count);
        Assert.Equal((new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 30)), (strip[0].Day, strip[^1].Day));
        Assert.False(strip.Single(d => d.Day == new DateOnly(2026, 3, 19)).Known);
        var (before, after) = (strip.Single(d => d.Day == new DateOnly(2026, 3, 28)), strip.Single(d => d.Day == new DateOnly(2026, 3, 29)));
        Assert.Equal((DowntimeCause.Fault, (DowntimeCause.Fault, "GroundFailure", TimeSpan.FromMinutes(30))), (before.Worst, Assert.Single(before.Causes)));
        Assert.Equal(0.5 / 48, before.DownShare, 9);
        // 23 hours on that day.
        Assert.Equal(0.5 / 46, after.DownShare, 9);
        Assert.Null(strip[^1].Worst);
    }

    private static DateTimeOffset At(double minute) => Begin.AddMinutes(minute);

    private static ConditionChange Plug(double minute, DowntimeCause? cause) => new(At(minute), ConditionTrack.Plug, cause);

    private static ConditionChange Line(double minute, bool isGone) => new(At(minute), ConditionTrack.Connection, isGone ? DowntimeCause.Offline : null);

    private static ConditionChange Monitor(double minute, bool isFaulty) => new(At(minute), ConditionTrack.Monitor, isFaulty ? DowntimeCause.MonitorFault : null);

    private static FaultEvent Event(double minute, FaultKind kind, int connector, string? code, FaultSource source = FaultSource.StatusNotification, bool isLate = false) =>
        new(Charger, connector, kind, source, new FaultTold(null, code), At(minute), At(minute), isLate);

    private static Gen<ConditionChange[]> Changes() => Gen.ArrayOf(
        from minute in Gen.Choose(-1000, 31 * 1440)
        from track in Gen.Elements(Enum.GetValues<ConditionTrack>())
        from cause in Gen.Elements<DowntimeCause?>([null, null, .. Enum.GetValues<DowntimeCause>().Select(c => (DowntimeCause?)c)])
        select new ConditionChange(At(minute), track, cause));
}
