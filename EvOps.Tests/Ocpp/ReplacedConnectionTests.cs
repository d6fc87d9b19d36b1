using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>The newest socket of a charger is the charger (ocpp.md X16, Q19).</summary>
public sealed class ReplacedConnectionTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private readonly string identity = OcppHouse.NewIdentity();

    [Fact]
    public async Task A_second_connection_replaces_the_first_which_is_told_so()
    {
        await using var first = await house.ChargerAsync(identity);
        await using var second = await house.ChargerAsync(identity);

        await first.Closed.WaitAsync(Waits.Longest);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, first.CloseStatus);
        await OcppHouse.AssertAliveAsync(second);
    }

    [Fact]
    public async Task The_late_end_of_the_first_leaves_the_second_where_it_is()
    {
        await using var first = await house.ChargerAsync(identity);
        var old = house.Find(identity)!;
        first.Freeze();
        await using var second = await house.ChargerAsync(identity);

        // Its line is dead: it hears nothing, and ends when the house has waited long enough for it.
        await OcppHouse.UntilAsync(() => old.Closing.IsCancellationRequested);
        first.Abort();

        Assert.NotSame(old, house.Find(identity));
        await OcppHouse.AssertAliveAsync(second);
        Assert.True(house.Host.Get<IChargePointLink>().IsConnected(identity));
    }

    [Fact]
    public async Task Who_waits_for_an_answer_of_the_first_is_told_at_once_that_none_will_come()
    {
        await using var first = await house.ChargerAsync(identity);
        var call = house.Find(identity)!.CallAsync("ClearCache", "{}"u8.ToArray(), default);
        await first.ReceiveRawAsync();

        await using var second = await house.ChargerAsync(identity, boots: false);

        Assert.Equal("NoAnswer", (await call.WaitAsync(Waits.Longest)).Outcome.ToString());
    }

    [Fact]
    public async Task Calls_go_to_the_newest()
    {
        await using var first = await house.ChargerAsync(identity);
        await using var second = await house.ChargerAsync(identity);
        second.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Accepted" });

        Assert.True((await house.Host.Get<IChargePointLink>().AskToBootAsync(identity, default)).IsAccepted);
    }

    [Fact]
    public async Task Twenty_connections_in_a_row_leave_one()
    {
        var all = new List<OcppClient>();
        for (var i = 0; i < 20; i++) all.Add(await house.Host.ConnectAsync(identity));

        await Task.WhenAll(all.SkipLast(1).Select(c => c.Closed)).WaitAsync(Waits.Longest);

        await all[^1].BootAsync();
        Assert.NotNull(house.Find(identity));
        foreach (var charger in all) await charger.DisposeAsync();
        await OcppHouse.UntilAsync(() => house.Find(identity) is null);
    }

    [Fact]
    public async Task A_charger_that_says_goodbye_is_gone_at_once_and_hears_goodbye()
    {
        var charger = await house.ChargerAsync(identity);
        var connection = house.Find(identity)!;

        await charger.CloseAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, charger.CloseStatus);
        await OcppHouse.UntilAsync(() => house.Find(identity) is null);
        Assert.True(connection.Closing.IsCancellationRequested);
        await charger.DisposeAsync();
    }

    [Fact]
    public async Task When_a_charger_was_last_heard_is_kept_when_it_goes()
    {
        await using (await house.ChargerAsync(identity)) house.Clock.Advance(TimeSpan.FromSeconds(1));

        await OcppHouse.UntilAsync(() => house.Find(identity) is null);
        var heard = default(DateTimeOffset?);
        await HostChargers.UntilAsync(async () => (heard = (await house.ChargePointAsync(identity)).LastSeenAt) == house.Now);
        Assert.Equal(house.Now, heard);
    }
}
