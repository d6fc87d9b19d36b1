using System.Diagnostics;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class MisbehaviourTests : SimulatorTest
{
    [Fact]
    public async Task It_can_end_a_session_without_ever_stopping_it()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.NeverSendStopTransaction = true;

        await SwipeAsync();
        await ChargePoint.UnplugAsync(1);

        await Central.UntilAsync(() => LastStatus() == "Available", "Available");
        Assert.Empty(Central.All("StopTransaction"));
    }

    [Fact]
    public async Task It_can_release_the_connector_while_the_transaction_stays_open()
    {
        var transactionId = await ChargeAsync();

        ChargePoint.Misbehaviour.ReleaseWithoutStop = true;

        await Central.UntilAsync(() => LastStatus() == "Available", "Available");
        Assert.Empty(Central.All("StopTransaction"));
        Assert.Equal("Rejected", await AskAsync("RemoteStopTransaction", new JsonObject { ["transactionId"] = transactionId }));
        Assert.Equal("Unlocked", await AskAsync("UnlockConnector", new JsonObject { ["connectorId"] = 1 }));
    }

    [Fact]
    public async Task It_can_accept_a_stop_and_fall_silent_until_it_is_unlocked()
    {
        var transactionId = await ChargeAsync();
        ChargePoint.Misbehaviour.SilentAfterAcceptingStop = true;

        Assert.Equal("Accepted", await AskAsync("RemoteStopTransaction", new JsonObject { ["transactionId"] = transactionId }));
        await UntilAsync(one => one.Connector(1).PowerKw.Equals(0));
        var readings = Central.All("MeterValues").Count;
        await ASecondPassesAsync();
        Assert.InRange(Central.All("MeterValues").Count, readings, readings + 1);
        Assert.Empty(Central.All("StopTransaction"));

        await AskAsync("UnlockConnector", new JsonObject { ["connectorId"] = 1 });
        await Central.HearsAsync("StopTransaction");
    }

    [Fact]
    public async Task It_can_reject_a_remote_start_or_accept_it_and_never_start()
    {
        await ConnectAsync();
        ChargePoint.Misbehaviour.RejectRemoteStart = true;
        Assert.Equal("Rejected", await AskAsync("RemoteStartTransaction", new JsonObject { ["idTag"] = "R-1" }));
        ChargePoint.Misbehaviour.RejectRemoteStart = false;
        ChargePoint.Misbehaviour.AcceptStartButNeverStart = true;
        Assert.Equal("Accepted", await AskAsync("RemoteStartTransaction", new JsonObject { ["idTag"] = "R-1" }));

        await ASecondPassesAsync();
        Assert.Empty(Central.All("StartTransaction"));
        Assert.Equal(ConnectorStatus.Available, ChargePoint.Connector(1).Status);
    }

    [Fact]
    public async Task It_can_leave_calls_unanswered_while_it_goes_on_talking()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.NoAnswerToCalls = true;

        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync("ClearCache").WaitAsync(TimeSpan.FromSeconds(3)));

        var readings = Central.All("MeterValues").Count;
        await Central.UntilAsync(() => Central.All("MeterValues").Count > readings, "another reading");
    }

    [Fact]
    public async Task Its_meter_can_run_backwards_to_the_end()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.MeterBackwards = true;
        var seen = Central.All("MeterValues").Count;
        await Central.UntilAsync(() => Central.All("MeterValues").Count >= seen + 4, "more readings");

        await SwipeAsync();

        var last = Central.All("MeterValues").TakeLast(3).Select(Energy).ToArray();
        Assert.Equal(last.OrderDescending(), last);
        Assert.True((long)Central.All("StopTransaction")[0]["meterStop"]! <= last[^1]);
        Assert.True(last[^1] < last[0]);
    }

    [Fact]
    public async Task Its_meter_can_stand_still_while_power_flows()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.FreezeMeter = true;
        var frozenAt = ChargePoint.Connector(1).RegisterWh;
        var seen = Central.All("MeterValues").Count;
        await Central.UntilAsync(() => Central.All("MeterValues").Count >= seen + 4, "more readings");

        Assert.Equal(frozenAt, (long)Energy(Central.All("MeterValues")[^1]));
        Assert.Equal(11, ChargePoint.Connector(1).PowerKw);
    }

    [Fact]
    public async Task Its_meter_can_fall_silent()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.SilentMeter = true;
        await UntilAsync(one => one.QueuedMessages == 0);
        var readings = Central.All("MeterValues").Count;

        await ASecondPassesAsync();

        Assert.Equal(readings, Central.All("MeterValues").Count);
    }

    [Fact]
    public async Task It_can_label_kilowatt_hours_as_watt_hours()
    {
        await ChargeAsync();
        ChargePoint.Misbehaviour.KwhLabelledWh = true;

        var reading = await Central.HearsAsync("MeterValues", one => Energy(one) < 100_000);

        Assert.InRange(Energy(reading), 200, 20_000);
        Assert.Equal(11, Reading(reading, "Power.Active.Import"));
    }

    [Theory]
    [InlineData(UnlockAnswer.UnlockFailed)]
    [InlineData(UnlockAnswer.NotSupported)]
    public async Task It_can_refuse_to_unlock(UnlockAnswer answer)
    {
        await ConnectAsync();
        ChargePoint.Misbehaviour.UnlockAnswer = answer;

        Assert.Equal(answer.ToString(), await AskAsync("UnlockConnector", new JsonObject { ["connectorId"] = 1 }));
    }

    [Fact]
    public async Task Its_clock_can_be_wrong()
    {
        ChargePoint.Misbehaviour.ClockSkew = TimeSpan.FromHours(3);
        await ChargeAsync();

        Assert.InRange(Time(Central.All("MeterValues")[0]) - DateTimeOffset.UtcNow, TimeSpan.FromHours(2.9), TimeSpan.FromHours(3.1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_can_lose_power_in_the_middle_of_a_session(bool stopAfterwards)
    {
        await ChargeAsync();

        ChargePoint.RebootMidSession(stopAfterwards);

        await Central.UntilAsync(() => Central.All("BootNotification").Count == 2, "a second boot");
        await UntilAsync(one => one is { Connection: ConnectionState.Online, QueuedMessages: 0 });
        Assert.Equal(stopAfterwards ? ["PowerLoss"] : [], Central.All("StopTransaction").Select(one => (string)one["reason"]!));
    }

    [Fact]
    public async Task Losing_the_network_leaves_the_socket_open_and_the_session_is_told_afterwards()
    {
        await ChargeAsync();

        ChargePoint.LoseNetwork();
        Assert.Equal(ConnectionState.Offline, ChargePoint.Connection);
        await UntilAsync(one => one.QueuedMessages >= 3);
        Assert.Equal(1, Central.Connections);
        Assert.DoesNotContain(Central.Everything, one => one.Action.StartsWith("(connection", StringComparison.Ordinal));

        ChargePoint.RestoreNetwork();
        await UntilAsync(one => one is { Connection: ConnectionState.Online, QueuedMessages: 0 });
        Assert.Equal(2, Central.Connections);
        Assert.Single(Central.All("BootNotification"));
    }

    [Fact]
    public async Task A_fault_ends_the_session_and_names_its_code()
    {
        await ChargeAsync();

        ChargePoint.Fault(1, "GroundFailure", "GF-7");

        var status = await Central.HearsAsync("StatusNotification", one => (string?)one["status"] == "Faulted");
        Assert.Equal("GroundFailure", (string?)status["errorCode"]);
        Assert.Equal("GF-7", (string?)status["vendorErrorCode"]);
        await Central.HearsAsync("StopTransaction");
        ChargePoint.ClearFault(1);
        await Central.UntilAsync(() => LastStatus() == "Finishing", "Finishing");
    }

    [Fact]
    public async Task It_can_send_any_nonsense_and_go_on()
    {
        await ConnectAsync();
        await Central.HearsStatusAsync(1, "Available");

        foreach (var kind in Enum.GetValues<GarbageKind>())
            await ChargePoint.SendGarbageAsync(kind, Cancel);
        await AskAsync("TriggerMessage", new JsonObject { ["requestedMessage"] = "FirmwareStatusNotification" });

        await Central.HearsAsync("FirmwareStatusNotification");
        await Central.HearsAsync("BrewCoffee");
        Assert.True(Central.All("(garbage)").Count >= 4);
    }

    [Fact]
    public async Task It_ends_in_seconds_though_nobody_answers()
    {
        await ConnectAsync();
        Central.AnswersWaitFor = new TaskCompletionSource().Task;
        ChargePoint.Fault(1, "OtherError");
        ChargePoint.LoseNetwork();
        var clock = Stopwatch.StartNew();

        await ChargePoint.DisposeAsync();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }

    /// <summary>As the charge point's own clock has it: time enough for twenty readings.</summary>
    private async Task ASecondPassesAsync()
    {
        await AskAsync("ChangeConfiguration", new JsonObject { ["key"] = "HeartbeatInterval", ["value"] = "1" });
        await Central.HearsAsync("Heartbeat");
    }

    private string? LastStatus() =>
        (string?)Central.All("StatusNotification").LastOrDefault(one => (int)one["connectorId"]! == 1)?["status"];
}
