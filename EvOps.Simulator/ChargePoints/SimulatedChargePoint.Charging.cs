using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Charging: cars, tags, transactions.
public sealed partial class SimulatedChargePoint
{
    /// <summary>A driver plugs a car in. Charging begins if a tag was accepted before.</summary>
    /// <exception cref="InvalidOperationException">A car is plugged in already.</exception>
    public Task PlugInAsync(int connector, Car car)
    {
        StartWorld();
        lock (gate)
        {
            var at = At(connector);
            if (at.Car is not null)
                throw new InvalidOperationException($"A car is plugged in at connector {connector} of {Identity} already.");
            PlugIn(at, car, isGuest: false);
        }

        Tell();
        return Task.CompletedTask;
    }

    /// <summary>The car is unplugged; a running transaction ends with reason EVDisconnected. Nothing happens where no car is.</summary>
    public Task UnplugAsync(int connector)
    {
        Task told;
        lock (gate)
            told = Unplug(At(connector));
        Tell();
        return told;
    }

    /// <summary>Takes up what a connector kept through a power cut. Only before it runs.</summary>
    public void Restore(int connector, ConnectorMemory memory)
    {
        lock (gate)
        {
            var at = At(connector);
            at.Restore(memory.RegisterWh);
            if (memory.Transaction is not { } kept)
                return;
            at.Car = kept.Car;
            at.Transaction = new Transaction { Id = kept.Id, IdTag = kept.IdTag, MeterStart = kept.MeterStartWh, StartedAt = kept.StartedAt };
            at.NextSample = meterInterval > TimeSpan.Zero ? time.GetUtcNow() + meterInterval : DateTimeOffset.MaxValue;
            UpdateLimit(at);
        }
    }

    private void PlugIn(Connector at, Car car, bool isGuest)
    {
        at.Advance(time.GetUtcNow());
        at.Car = car;
        at.CarIsGuest = isGuest;
        at.IsFinishing = false;
        at.CarArrives = DateTimeOffset.MaxValue;
        if (at.Authorization is { } waiting && at.CanStart)
            Start(at, waiting.IdTag);
        TellStatuses();
    }

    private Task Unplug(Connector at)
    {
        var told = at.Transaction is null ? Task.CompletedTask : Stop(at, "EVDisconnected", null);
        at.Car = null;
        at.CarIsGuest = false;
        at.IsFinishing = false;
        at.CarLeaves = DateTimeOffset.MaxValue;
        at.Advance(time.GetUtcNow());
        TellStatuses();
        return told;
    }

    /// <summary>A good tag: charging begins, or waits for a car until ConnectionTimeOut (OCPP 1.6 §9.1.4).</summary>
    private Task Admit(Connector at, string idTag)
    {
        if (at.Car is not null)
        {
            var told = Start(at, idTag);
            TellStatuses();
            return told;
        }

        at.Authorization = (idTag, time.GetUtcNow() + TimeSpan.FromSeconds(configuration.Int("ConnectionTimeOut")));
        TellStatuses();
        return Task.CompletedTask;
    }

    private Task Start(Connector at, string idTag)
    {
        var now = time.GetUtcNow();
        at.Advance(now);
        var transaction = new Transaction { IdTag = idTag, MeterStart = at.ToldRegisterWh, StartedAt = Now };
        var reservation = at.Reservation is { } kept && IsFor(kept, idTag) ? kept.Id : (int?)null;
        at.Transaction = transaction;
        at.Authorization = null;
        at.Reservation = reservation is null ? at.Reservation : null;
        at.IsFinishing = false;
        at.CarLeaves = DateTimeOffset.MaxValue;
        at.NextSample = meterInterval > TimeSpan.Zero ? now + meterInterval : DateTimeOffset.MaxValue;
        AddStopData(at, "Transaction.Begin");
        UpdateLimit(at);
        at.Advance(now);
        var payload = Payloads.Start(at.Number, transaction, reservation);
        return Keep("StartTransaction", () => payload, answer => Started(at, transaction, answer));
    }

    private void Started(Connector at, Transaction transaction, JsonObject answer)
    {
        lock (gate)
        {
            transaction.Id = answer["transactionId"] is JsonValue value && value.TryGetValue<int>(out var id) ? id : null;
            if (Remember(transaction.IdTag, answer) == "Accepted" || at.Transaction != transaction
                || !configuration.Bool("StopTransactionOnInvalidId"))
                return;
            _ = Stop(at, "DeAuthorized", null);
            TellStatuses();
        }
    }

    /// <summary>Ends the running transaction; the car stays plugged in.</summary>
    /// <param name="at">Where.</param>
    /// <param name="reason">Reason of OCPP 1.6 §7.36.</param>
    /// <param name="idTag">The tag it was stopped with, if it was.</param>
    private Task Stop(Connector at, string reason, string? idTag)
    {
        var now = time.GetUtcNow();
        at.Advance(now);
        var transaction = at.Transaction!;
        AddStopData(at, "Transaction.End");
        Forget(at);
        at.IsFinishing = at.Car is not null;
        at.CarLeaves = at.CarIsGuest ? now + Options.CarLeavesAfter : DateTimeOffset.MaxValue;
        if (Misbehaviour.NeverSendStopTransaction || Misbehaviour.ReleaseWithoutStop)
        {
            TellStatuses();
            return Task.CompletedTask;
        }

        var meterStop = at.ToldRegisterWh;
        var stoppedAt = Now;
        var told = Keep("StopTransaction", () => Payloads.Stop(transaction, meterStop, stoppedAt, reason, idTag), _ => { });
        TellStatuses();
        return told;
    }

    /// <summary>The charge point no longer has the transaction, told or not.</summary>
    private void Forget(Connector at)
    {
        at.LastEnergyWh = at.ToldRegisterWh - (at.Transaction?.MeterStart ?? at.ToldRegisterWh);
        at.Transaction = null;
        at.NextSample = DateTimeOffset.MaxValue;
        profiles.TransactionEnded(at.Number);
        at.Advance(time.GetUtcNow());
        if (at.OperativeAfterTransaction is { } operative)
        {
            at.IsOperative = operative;
            at.OperativeAfterTransaction = null;
        }
    }

    private void AddStopData(Connector at, string context)
    {
        var measurands = configuration.List("StopTxnSampledData");
        if (measurands.Length > 0)
            at.Transaction?.StopData.Add(MeterSampler.Read(at, at.ToldRegisterWh, Misbehaviour.KwhLabelledWh, Now, measurands, context));
    }

    /// <summary>Queues a transaction-related call; the task completes when it was answered, given up, or has to wait for a connection.</summary>
    private async Task Keep(string action, Func<JsonObject> payload, Action<JsonObject> answered)
    {
        var call = new OutgoingCall { Action = action, Payload = payload, IsKept = true, Answered = answered };
        outbox.Add(call);
        if (Connection != ConnectionState.Online)
            return;
        try
        {
            await call.Done.Task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OcppCallError or TimeoutException)
        {
            LastError = $"{action}: {e.Message}";
        }
    }
}
