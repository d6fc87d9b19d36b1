using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class RegistrationTests : SimulatorTest
{
    [Fact]
    public async Task It_boots_first_and_then_tells_every_connector()
    {
        await ConnectAsync();

        await Central.HearsStatusAsync(1, "Available");
        Assert.Equal(["BootNotification", "StatusNotification", "StatusNotification"], Central.Everything.Select(one => one.Action));
        Assert.Equal(ConnectionState.Online, ChargePoint.Connection);
    }

    [Fact]
    public async Task While_pending_it_sends_nothing_but_BootNotification()
    {
        Central.Answer = message => message.Action == "BootNotification" && Central.All("BootNotification").Count < 3
            ? new JsonObject { ["status"] = "Pending", ["currentTime"] = DateTime.UtcNow, ["interval"] = 1 }
            : null;

        await ChargePoint.PlugInAsync(1, Hatchback());
        Assert.Equal(SwipeOutcome.Started, await SwipeAsync("OFF-1"));
        await ConnectAsync();
        Assert.Equal(RegistrationStatus.Pending, ChargePoint.Registration);
        await Central.HearsAsync("StartTransaction");

        Assert.Equal(Enumerable.Repeat("BootNotification", 3), Central.Everything.Take(3).Select(one => one.Action));
    }

    [Fact]
    public async Task A_trigger_makes_a_pending_charge_point_boot_again_at_once()
    {
        Central.Answer = message => message.Action == "BootNotification" && Central.All("BootNotification").Count < 2
            ? new JsonObject { ["status"] = "Rejected", ["currentTime"] = DateTime.UtcNow, ["interval"] = 3600 }
            : null;
        await ConnectAsync();

        Assert.Equal("Accepted", await AskAsync("TriggerMessage", new JsonObject { ["requestedMessage"] = "BootNotification" }));

        await UntilAsync(one => one.Registration == RegistrationStatus.Accepted);
    }

    [Fact]
    public async Task A_refused_handshake_tells_its_HTTP_status()
    {
        Central.RefuseWith = 404;

        var refusal = await Assert.ThrowsAsync<OcppHandshakeException>(ConnectAsync);

        Assert.Equal(HttpStatusCode.NotFound, refusal.Status);
        Assert.Equal(ConnectionState.Offline, ChargePoint.Connection);
    }

    [Fact]
    public async Task A_new_authorization_key_is_used_from_the_next_connection_and_never_told()
    {
        await using var keyed = new SimulatedChargePoint(Options with { AuthorizationKey = "first-key-of-it!" });
        await keyed.ConnectAsync(Cancel);
        Assert.Equal("Basic " + Convert.ToBase64String("CP 1:first-key-of-it!"u8), Central.LastAuthorization);

        await AskAsync("ChangeConfiguration", new JsonObject { ["key"] = "AuthorizationKey", ["value"] = "second-key-of-it" });
        var told = await Central.CallAsync("CP 1", "GetConfiguration", new JsonObject { ["key"] = new JsonArray("AuthorizationKey") });
        await keyed.DisconnectAsync();
        await keyed.ConnectAsync(Cancel);

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("CP 1:second-key-of-it")), Central.LastAuthorization);
        Assert.Equal("AuthorizationKey", (string?)told[2]!["unknownKey"]![0]);
    }

    [Fact]
    public async Task A_changed_heartbeat_interval_takes_effect()
    {
        await ConnectAsync();

        Assert.Equal("Accepted", await AskAsync("ChangeConfiguration", new JsonObject { ["key"] = "HeartbeatInterval", ["value"] = "1" }));

        await Central.HearsAsync("Heartbeat");
    }

    [Fact]
    public async Task It_has_one_call_outstanding_at_a_time()
    {
        await ConnectAsync();
        await Central.HearsStatusAsync(1, "Available");
        var gate = new TaskCompletionSource();
        Central.AnswersWaitFor = gate.Task;
        var before = Central.Everything.Count;

        ChargePoint.Fault(1, "GroundFailure");
        ChargePoint.ClearFault(1);
        await Central.HearsStatusAsync(1, "Faulted");
        Assert.Equal(before + 1, Central.Everything.Count);
        Central.AnswersWaitFor = null;
        gate.SetResult();

        await Central.UntilAsync(() => Central.Everything.Count == before + 2, "the second status");
    }

    [Fact]
    public async Task An_unknown_action_is_answered_NotImplemented()
    {
        await ConnectAsync();

        var answer = await Central.CallAsync("CP 1", "BrewCoffee");

        Assert.Equal(4, (int)answer[0]!);
        Assert.Equal("NotImplemented", (string?)answer[2]);
        Assert.Equal(5, answer.Count);
    }

    [Fact]
    public async Task It_closes_cleanly_when_disposed()
    {
        await ConnectAsync();

        await ChargePoint.DisposeAsync();

        await Central.HearsAsync("(connection ended)");
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, Central.LastCloseStatus);
    }
}
