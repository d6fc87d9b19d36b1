namespace EvOps.Simulator;

// What happens by itself as time passes: cars charge, readings and heartbeats fall due, guests come and go.
public sealed partial class SimulatedChargePoint
{
    private readonly List<Task> work = [];
    private TimeSpan meterInterval;
    private DateTimeOffset nextHeartbeat = DateTimeOffset.MaxValue;
    private DateTimeOffset nextClockSample = DateTimeOffset.MaxValue;
    private bool worldTurns;

    private void StartWorld()
    {
        lock (gate)
        {
            if (worldTurns || disposing.IsCancellationRequested)
                return;
            worldTurns = true;
            work.Add(Task.Run(TurnAsync, CancellationToken.None));
        }
    }

    private async Task TurnAsync()
    {
        var tick = Options.MeterInterval > TimeSpan.Zero && Options.MeterInterval < TimeSpan.FromSeconds(1)
            ? Options.MeterInterval
            : TimeSpan.FromSeconds(1);
        using var timer = new PeriodicTimer(tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(disposing.Token).ConfigureAwait(false))
            {
                lock (gate)
                    Turn(time.GetUtcNow());
                Tell();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Turn(DateTimeOffset now)
    {
        foreach (var connector in connectors)
        {
            connector.Advance(now);
            if (now >= connector.CarArrives)
                GuestArrives(connector);
            if (connector is { CarIsGuest: true, Car.IsSatisfied: true } && connector.CarLeaves == DateTimeOffset.MaxValue)
                connector.CarLeaves = now + Options.CarStaysFull;
            if (now >= connector.CarLeaves)
                _ = Unplug(connector);
            if (connector.Authorization is { } waiting && now >= waiting.Until)
                connector.Authorization = null;
            if (connector.Reservation is { } kept && now >= kept.Expiry)
                connector.Reservation = null;
            UpdateLimit(connector);
            if (now >= connector.NextSample)
                SampleDue(connector, now);
        }

        TellStatuses();
        if (now >= nextClockSample)
            ClockSampleDue(now);
        if (now >= nextHeartbeat && Connection == ConnectionState.Online)
        {
            nextHeartbeat = After(nextHeartbeat, heartbeatInterval, now);
            Enqueue("Heartbeat", []);
        }
    }

    private void GuestArrives(Connector connector)
    {
        connector.CarArrives = DateTimeOffset.MaxValue;
        if (connector.Car is null && connector.Authorization is not null)
            PlugIn(connector, CarModels.Arrive(random, connector.IsDirectCurrent), isGuest: true);
    }

    private void SampleDue(Connector connector, DateTimeOffset now)
    {
        connector.NextSample = After(connector.NextSample, meterInterval, now);
        if (Misbehaviour.ReleaseWithoutStop)
            Release(connector);
        else if (connector.Transaction is { IsMuted: false } transaction && !Misbehaviour.SilentMeter)
            Sample(connector, transaction, "MeterValuesSampledData", "Sample.Periodic");
    }

    // Keeps the rhythm in spite of the tick; what was missed while the clock leapt is not made up for.
    private static DateTimeOffset After(DateTimeOffset due, TimeSpan interval, DateTimeOffset now) =>
        due + interval > now ? due + interval : now + interval;

    private void ClockSampleDue(DateTimeOffset now)
    {
        SetClockSampling(now);
        foreach (var connector in connectors)
        {
            if (!Misbehaviour.SilentMeter)
                Sample(connector, connector.Transaction, "MeterValuesAlignedData", "Sample.Clock");
        }
    }

    /// <summary>The next multiple of ClockAlignedDataInterval since midnight (OCPP 1.6 §9.1.3).</summary>
    private void SetClockSampling(DateTimeOffset now)
    {
        var every = configuration.Int("ClockAlignedDataInterval");
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        nextClockSample = every == 0
            ? DateTimeOffset.MaxValue
            : midnight.AddSeconds((Math.Floor((now - midnight).TotalSeconds / every) + 1) * every);
    }

    private void Sample(Connector connector, Transaction? transaction, string measurandsKey, string context)
    {
        var meterValue = MeterSampler.Read(
            connector, connector.ToldRegisterWh, Misbehaviour.KwhLabelledWh, Now, configuration.List(measurandsKey), context);
        if (transaction is not null)
            _ = Keep("MeterValues", () => Payloads.MeterValues(connector.Number, transaction, meterValue), _ => { });
        else if (Connection == ConnectionState.Online)
            Enqueue("MeterValues", Payloads.MeterValues(connector.Number, null, meterValue));
    }

    /// <summary>StatusNotification for every connector whose status is not what was told last; offline, told after reconnecting.</summary>
    private void TellStatuses()
    {
        if (Connection != ConnectionState.Online)
            return;
        foreach (var connector in connectors)
        {
            var status = connector.Status;
            if (connector.ToldStatus == status || connector.Transaction is { IsMuted: true })
                continue;
            connector.ToldStatus = status;
            EnqueueStatus(connector);
        }
    }

    private void EnqueueStatus(Connector connector, bool beforeRegistration = false) => Enqueue(
        "StatusNotification",
        Payloads.Status(connector.Number, connector.Status, connector.ErrorCode, connector.VendorErrorCode, Options.Vendor, Now),
        beforeRegistration);
}
