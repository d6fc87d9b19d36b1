using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Faults;

/// <summary>Faults of each day by cause, and how several chargers fared together.</summary>
public sealed class FaultTrendTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid One = Guid.NewGuid(), Other = Guid.NewGuid();

    [Fact]
    public void Faults_are_counted_on_the_day_they_began_by_cause_for_each_charger_by_itself()
    {
        var trend = Of(
            [Fault(One, 1, "GroundFailure"), Well(One, 3, "GroundFailure"), Fault(Other, 2, "GroundFailure"), Fault(Other, 30, null, FaultSource.Connection), Well(Other, 32, null, FaultSource.Connection)],
            days: 2);

        Assert.Equal([2, 0], trend.Days.Select(day => day.ByCause.GetValueOrDefault("GroundFailure")));
        Assert.Equal([0, 1], trend.Days.Select(day => day.ByCause.GetValueOrDefault("Connection")));
        Assert.Equal((3, 1, TimeSpan.FromHours(2)), (trend.Figures.Count, trend.Figures.Open, trend.Figures.MeanRepair));
    }

    [Fact]
    public void Availability_is_the_share_of_all_chargers_time_without_a_fault_and_two_at_once_count_once()
    {
        // 2 chargers × 100 h; 10 h of one: 6 h and 8 h that overlap by 4 h.
        var trend = Of([Fault(One, 0, "A"), Fault(One, 2, null, FaultSource.Connection), Well(One, 6, "A"), Well(One, 10, null, FaultSource.Connection)], hours: 100);

        Assert.Equal(95.0, trend.AvailabilityPercent!.Value, 6);
        Assert.Equal(TimeSpan.FromHours(95), trend.MeanBetween);
    }

    [Fact]
    public void What_lasted_into_the_period_costs_time_and_is_no_fault_of_it()
    {
        var trend = Of([Fault(One, -50, "A"), Well(One, 20, "A")], hours: 100);

        Assert.Equal((0, 90.0), (trend.Figures.Count, trend.AvailabilityPercent));
        Assert.Null(trend.MeanBetween);
    }

    [Fact]
    public void A_charger_counts_from_the_day_it_was_enrolled_and_where_there_is_none_nothing_is_known()
    {
        var watched = new Dictionary<Guid, DateTimeOffset> { [One] = Begin.AddHours(50) };

        Assert.Equal(80.0, FaultTrend.Of([Fault(One, 60, "A"), Well(One, 70, "A")], watched, Begin, Begin.AddHours(100)).AvailabilityPercent);
        Assert.Null(FaultTrend.Of([], new Dictionary<Guid, DateTimeOffset>(), Begin, Begin.AddHours(100)).AvailabilityPercent);
    }

    [Fact]
    public async Task What_the_database_holds_is_counted_for_the_filter_and_what_lasts_from_before_is_found()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock(Begin.AddDays(40)));
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "A-1");
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "B-1");
        await using (var db = host.OpenDb())
        {
            var ids = db.Set<ChargePoint>().ToDictionary(c => c.Identity, c => c.Id);
            var noon = Begin.AddDays(39).AddHours(12);
            db.Set<FaultEvent>().AddRange(
                Event(ids["A-1"], FaultKind.Fault, "GroundFailure", FaultSource.StatusNotification, noon), Event(ids["A-1"], FaultKind.Recovery, "GroundFailure", FaultSource.StatusNotification, noon.AddHours(1)),
                Event(ids["B-1"], FaultKind.Fault, null, FaultSource.Connection, Begin), Event(ids["B-1"], FaultKind.Fault, "HighTemperature", FaultSource.StatusNotification, Begin),
                Event(ids["B-1"], FaultKind.Recovery, "HighTemperature", FaultSource.StatusNotification, Begin.AddHours(1)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var drawing = host.Get<DrawFaults>();
        var all = (await drawing.RunAsync(host.ActorOf(Role.Operator), new FaultFilter(), default)).Value;
        var ofA = (await drawing.RunAsync(host.ActorOf(Role.Operator), new FaultFilter(Search: "A-1"), default)).Value;

        Assert.Equal((1, DrawFaults.UsualDays), (all.Figures.Count, all.Days.Count));
        Assert.Equal(1, all.Days[^1].ByCause.GetValueOrDefault("GroundFailure") + all.Days[^2].ByCause.GetValueOrDefault("GroundFailure"));
        Assert.Equal(TimeSpan.FromHours(1), ofA.Figures.MeanRepair);
        Assert.False((await drawing.RunAsync(host.ActorOf(Role.Driver), new FaultFilter(), default)).IsDone);
    }

    [Fact]
    public async Task Many_pages_at_once_are_answered_by_one_look_and_a_moment_later_by_a_new_one()
    {
        var databases = new FailingDatabases();
        await using var host = await EvOpsHost.StartAsync(new FakeClock(Begin), configure: builder => databases.Stand(builder.Services));
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "A-1");
        var (drawing, actor) = (host.Get<DrawFaults>(), host.ActorOf(Role.Operator));
        Assert.Equal(0, (await drawing.RunAsync(actor, new FaultFilter(), default)).Value.Figures.Count);
        await using (var db = host.OpenDb())
        {
            var id = db.Set<ChargePoint>().Single().Id;
            db.Set<FaultEvent>().Add(Event(id, FaultKind.Fault, "GroundFailure", FaultSource.StatusNotification, Begin.AddHours(-1)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        databases.AreAway = true;
        for (var i = 0; i < 50; i++) Assert.Equal(0, (await drawing.RunAsync(actor, new FaultFilter(), default)).Value.Figures.Count);
        Assert.False(databases.RefusedTo("DrawFaults"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => drawing.RunAsync(actor, new FaultFilter(Search: "A-1"), default));
        databases.AreAway = false;

        // What failed is not kept, and what is kept is kept for a moment.
        Assert.Equal(1, (await drawing.RunAsync(actor, new FaultFilter(Search: "A-1"), default)).Value.Figures.Count);
        host.Clock!.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, (await drawing.RunAsync(actor, new FaultFilter(), default)).Value.Figures.Count);
    }

    private static FaultTrend Of(FaultEvent[] events, int days = 0, int hours = 0) =>
        FaultTrend.Of(events, new Dictionary<Guid, DateTimeOffset> { [One] = Begin.AddDays(-90), [Other] = Begin.AddDays(-90) }, Begin, Begin.AddDays(days).AddHours(hours));

    private static FaultEvent Fault(Guid charger, double hour, string? code, FaultSource source = FaultSource.StatusNotification) => Event(charger, FaultKind.Fault, code, source, Begin.AddHours(hour));

    private static FaultEvent Well(Guid charger, double hour, string? code, FaultSource source = FaultSource.StatusNotification) => Event(charger, FaultKind.Recovery, code, source, Begin.AddHours(hour));

    private static FaultEvent Event(Guid charger, FaultKind kind, string? code, FaultSource source, DateTimeOffset at) => new(charger, source == FaultSource.Connection ? 0 : 1, kind, source, new FaultTold(null, code), at, at);
}
