using System.Globalization;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Being accepted by the central system (OCPP 1.6 §4.2), and going online.
public sealed partial class SimulatedChargePoint
{
    private TaskCompletionSource bootAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan heartbeatInterval;

    private async Task StayRegisteredAsync(TaskCompletionSource? first, CancellationToken over)
    {
        var mustBoot = Registration != RegistrationStatus.Accepted;
        while (true)
        {
            if (mustBoot)
                await BootUntilAcceptedAsync(first, over).ConfigureAwait(false);
            var asked = AwaitBootRequest();
            GoOnline();
            first?.TrySetResult();
            await asked.WaitAsync(over).ConfigureAwait(false);
            mustBoot = true;
        }
    }

    private async Task BootUntilAcceptedAsync(TaskCompletionSource? first, CancellationToken over)
    {
        while (true)
        {
            if (Registration != RegistrationStatus.Accepted)
                SetConnection(ConnectionState.Registering);
            var asked = AwaitBootRequest();
            var answer = await AskAsync("BootNotification", Payloads.Boot(Options), beforeRegistration: true)
                .WaitAsync(over).ConfigureAwait(false);
            TimeSpan retryAfter;
            lock (gate)
                retryAfter = Registered(answer!);
            Tell();
            if (Registration == RegistrationStatus.Accepted)
                return;
            first?.TrySetResult();
            await Task.WhenAny(asked, Task.Delay(retryAfter, time, over)).ConfigureAwait(false);
            over.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Completes when a trigger asks for a BootNotification from now on.</summary>
    private Task AwaitBootRequest()
    {
        lock (gate)
        {
            bootAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return bootAsked.Task;
        }
    }

    /// <summary>After a connection loss as after a boot: say how things stand, then tell what has been kept.</summary>
    private void GoOnline()
    {
        lock (gate)
        {
            ScheduleHeartbeat();
            SetConnection(ConnectionState.Online);
            Enqueue("StatusNotification", Payloads.Status(0, OwnStatus, ownErrorCode, null, Options.Vendor, Now));
            foreach (var connector in connectors)
                connector.ToldStatus = null;
            TellStatuses();
        }

        outbox.Signal();
    }

    private TimeSpan Registered(JsonObject answer)
    {
        Registration = Enum.TryParse<RegistrationStatus>(OcppFrame.Text(answer["status"]), out var status)
            ? status
            : RegistrationStatus.Rejected;
        var interval = answer["interval"] is JsonValue value && value.TryGetValue<int>(out var seconds) ? seconds : 0;
        // OCPP 1.6 §4.2: zero leaves the interval to the charge point.
        if (Registration == RegistrationStatus.Accepted && interval > 0)
            configuration.Set("HeartbeatInterval", interval.ToString(CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds(interval > 0 ? interval : 10);
    }

    private void ScheduleHeartbeat()
    {
        heartbeatInterval = TimeSpan.FromSeconds(configuration.Int("HeartbeatInterval"));
        nextHeartbeat = heartbeatInterval > TimeSpan.Zero ? time.GetUtcNow() + heartbeatInterval : DateTimeOffset.MaxValue;
    }
}
