using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Started, stopped, unlocked, reset and asked from afar.
public sealed partial class SimulatedChargePoint
{
    private string firmwareStatus = "Idle";
    private string diagnosticsStatus = "Idle";

    // OCPP 1.6 §5.11
    private JsonObject RemoteStart(OcppCall call)
    {
        var idTag = Text(call, "idTag");
        var number = OptionalNumber(call, "connectorId");
        var at = number is null
            ? connectors.Where(one => one.CanStart && one.Authorization is null && one.Reservation is null)
                .OrderByDescending(one => one.Car is not null).FirstOrDefault()
            : connectors.FirstOrDefault(one => one.Number == number);
        if (Misbehaviour.RejectRemoteStart || Registration != RegistrationStatus.Accepted || at is not { CanStart: true }
            || (at.Reservation is { } kept && !IsFor(kept, idTag)))
            return Status("Rejected");
        if (Misbehaviour.AcceptStartButNeverStart)
            return Status("Accepted");
        if (call.Payload["chargingProfile"] is JsonObject profile)
            profiles.Set(at.Number, profile, time.GetUtcNow());
        var authorizeFirst = configuration.Bool("AuthorizeRemoteTxRequests");
        call.AfterAnswer(() => Do(async _ =>
        {
            if (!authorizeFirst || await IsAuthorizedAsync(idTag).ConfigureAwait(false))
                BeginRemotely(at, idTag);
        }));
        return Status("Accepted");
    }

    private void BeginRemotely(Connector at, string idTag)
    {
        lock (gate)
        {
            if (!at.CanStart)
                return;
            _ = Admit(at, idTag);
            if (at.Car is null && Options.CarArrivesAfter is { } soon)
                at.CarArrives = time.GetUtcNow() + soon;
        }

        Tell();
    }

    // OCPP 1.6 §5.12
    private JsonObject RemoteStop(OcppCall call)
    {
        var id = Number(call, "transactionId");
        var at = connectors.FirstOrDefault(one => one.Transaction?.Id == id);
        if (at is null)
            return Status("Rejected");
        var transaction = at.Transaction!;
        call.AfterAnswer(() =>
        {
            lock (gate)
            {
                if (at.Transaction != transaction)
                    return;
                if (Misbehaviour.SilentAfterAcceptingStop)
                    transaction.IsMuted = true;
                else
                    _ = Stop(at, "Remote", null);
            }

            Tell();
        });
        return Status("Accepted");
    }

    // OCPP 1.6 §5.18: a running transaction is finished first; then the driver pulls the plug.
    private JsonObject Unlock(OcppCall call)
    {
        var at = connectors.FirstOrDefault(one => one.Number == Number(call, "connectorId"));
        if (at is null || Misbehaviour.UnlockAnswer == UnlockAnswer.NotSupported)
            return Status("NotSupported");
        var answer = Misbehaviour.UnlockAnswer;
        call.AfterAnswer(() =>
        {
            lock (gate)
            {
                at.Authorization = null;
                at.CarArrives = DateTimeOffset.MaxValue;
                if (at.Transaction is not null)
                    _ = Stop(at, "UnlockCommand", null);
                if (answer == UnlockAnswer.Unlocked)
                    _ = Unplug(at);
            }

            Tell();
        });
        return Status(answer.ToString());
    }

    // OCPP 1.6 §5.14
    private JsonObject Reset(OcppCall call)
    {
        var type = Text(call, "type");
        if (type is not ("Soft" or "Hard"))
            throw new OcppCallError("PropertyConstraintViolation", "Reset: type must be Soft or Hard.");
        call.AfterAnswer(() => Do(async cancel =>
        {
            await StopAllAsync($"{type}Reset").WaitAsync(TimeSpan.FromSeconds(5), cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Reboot();
        }));
        return Status("Accepted");
    }

    private Task StopAllAsync(string reason)
    {
        lock (gate)
            return Task.WhenAll(connectors.Where(one => one.Transaction is not null).Select(one => Stop(one, reason, null)).ToArray());
    }

    private void Reboot()
    {
        lock (gate)
        {
            Registration = RegistrationStatus.None;
            isRebooting = true;
            foreach (var connector in connectors)
                connector.Authorization = null;
            Connection = ConnectionState.Offline;
            dropped.TrySetResult();
        }

        Tell();
    }

    // OCPP 1.6 §5.17
    private JsonObject Trigger(OcppCall call)
    {
        var message = Text(call, "requestedMessage");
        var number = OptionalNumber(call, "connectorId");
        if (number is { } given && (given < 1 || given > connectors.Length) && !(given == 0 && message == "StatusNotification"))
            return Status("Rejected");
        Connector[] asked = number is { } one and > 0 ? [connectors[one - 1]] : number is null ? connectors : [];
        Action? send = message switch
        {
            "BootNotification" => () => bootAsked.TrySetResult(),
            "Heartbeat" => () => Enqueue("Heartbeat", [], beforeRegistration: true),
            "StatusNotification" => () => TriggerStatus(number, asked),
            "MeterValues" => () => TriggerReadings(asked),
            "DiagnosticsStatusNotification" =>
                () => Enqueue("DiagnosticsStatusNotification", Status(diagnosticsStatus), beforeRegistration: true),
            "FirmwareStatusNotification" =>
                () => Enqueue("FirmwareStatusNotification", Status(firmwareStatus), beforeRegistration: true),
            _ => null,
        };
        if (send is null)
            return Status("NotImplemented");
        call.AfterAnswer(() =>
        {
            lock (gate)
                send();
        });
        return Status("Accepted");
    }

    private void TriggerStatus(int? number, Connector[] asked)
    {
        if (number is null or 0)
            Enqueue("StatusNotification", Payloads.Status(0, OwnStatus, ownErrorCode, null, Options.Vendor, Now), beforeRegistration: true);
        foreach (var connector in asked)
            EnqueueStatus(connector, beforeRegistration: true);
    }

    private void TriggerReadings(Connector[] asked)
    {
        foreach (var connector in asked)
        {
            var reading = MeterSampler.Read(connector, connector.ToldRegisterWh, Misbehaviour.KwhLabelledWh, Now,
                configuration.List("MeterValuesSampledData"), "Trigger");
            Enqueue("MeterValues", Payloads.MeterValues(connector.Number, connector.Transaction, reading), beforeRegistration: true);
        }
    }
}
