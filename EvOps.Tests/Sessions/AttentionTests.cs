using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>What needs somebody is found by itself, in the order of its weight, and gone when it is over.</summary>
public sealed class AttentionTests : IAsyncLifetime
{
    private ChargingHouse house = null!;

    public async ValueTask InitializeAsync() => house = await ChargingHouse.OpenAsync("StuckSessions:StartPendingMinutes=10");

    [Fact]
    public async Task Where_nothing_is_wrong_it_is_quiet_since_then()
    {
        await using var charger = await house.ChargerAsync();
        var now = house.Host.Get<AttentionNow>();

        await HostChargers.UntilAsync(() => Task.FromResult(now.Now.QuietSince is not null));

        Assert.Empty(now.Now.Items);
        Assert.Equal(house.Now, now.Now.QuietSince);
    }

    [Fact]
    public async Task A_fault_is_told_with_its_code_and_goes_when_it_is_cleared()
    {
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");

        var fault = Assert.Single(await FindAsync());
        Assert.Equal((AttentionKind.ConnectorFaulted, ChargingHouse.Identity, 1, "GroundFailure", "Harbour"), (fault.Kind, fault.Charger, fault.Connector, fault.Detail, fault.StationName));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Available");
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task A_charger_that_is_gone_is_told_after_two_minutes_and_one_that_never_came_is_not()
    {
        await house.Host.AddChargePointAsync(house.Station, "NEVER-CAME");
        var charger = await house.ChargerAsync();
        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Host.Get<IChargePointLink>().IsConnected(ChargingHouse.Identity)));

        Assert.Empty(await FindAsync());
        house.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal((AttentionKind.ChargerOffline, ChargingHouse.Identity), Assert.Single((await FindAsync()).Select(one => (one.Kind, one.Charger))));
    }

    [Fact]
    public async Task A_start_is_overdue_after_a_minute_and_a_stop_after_five()
    {
        await using var charger = await house.ChargerAsync();
        var id = await house.StartedAsync();
        await house.UntilAgreedAsync(id);
        Assert.Empty(await FindAsync());

        house.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((AttentionKind.StartOverdue, id), Assert.Single((await FindAsync()).Select(one => (one.Kind, one.SessionId.ToString()!))));

        await charger.StartAsync();
        await house.EndAsync(id);
        house.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await FindAsync());
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AttentionKind.StopOverdue, Assert.Single(await FindAsync()).Kind);
    }

    [Fact]
    public async Task A_session_that_cannot_be_billed_and_a_stop_of_nobody_are_told()
    {
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 5_000);
        await charger.StopAsync(begun.TransactionId, 4_000);
        await charger.StopAsync(999_999, 7_000);

        var found = await FindAsync();
        Assert.Equal([AttentionKind.SessionHeld, AttentionKind.StopUnmatched], found.Select(one => one.Kind).Order());
        Assert.Contains("999999", found.Single(one => one.Kind == AttentionKind.StopUnmatched).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_of_nobody_is_history_after_days_and_a_held_bill_waits_for_its_person()
    {
        var charger = await house.Host.AddChargePointAsync(house.Station, "OLD");
        await house.Host.AddSessionAsync(house.Station, charger, house.Now.AddDays(-4), startWh: 5_000, stopWh: 4_000);
        await using (var db = house.Host.OpenDb())
        {
            db.UnmatchedStops.Add(new UnmatchedStop(charger.Id, 999, house.Now.AddDays(-4), 7_000, null, "{}", house.Now.AddDays(-4)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(AttentionKind.SessionHeld, Assert.Single(await FindAsync()).Kind);
    }

    [Fact]
    public async Task A_stranger_waits_for_approval()
    {
        await using var stranger = await house.Host.ConnectAsync("STRANGER");
        await stranger.BootAsync();

        Assert.Equal((AttentionKind.ChargerQuarantined, "STRANGER"), Assert.Single((await FindAsync()).Select(one => (one.Kind, one.Charger))));
    }

    [Fact]
    public async Task Of_many_of_a_kind_a_few_are_named_and_all_are_counted()
    {
        for (var number = 0; number < 8; number++)
        {
            await using var stranger = await house.Host.ConnectAsync($"STRANGER-{number}");
            await stranger.BootAsync();
        }
        var now = house.Host.Get<AttentionNow>();

        await house.TickUntilAsync(() => now.Now.Counts.GetValueOrDefault(AttentionKind.ChargerQuarantined) == 8);

        Assert.Equal(FindAttention.MostOfKind, now.Now.Items.Count);
        Assert.Null(now.Now.QuietSince);
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    private Task<List<AttentionItem>> FindAsync() => house.Host.Get<FindAttention>().RunAsync(DateTimeOffset.MinValue, TestContext.Current.CancellationToken);
}
