namespace EvOps.Simulator;

/// <summary>The coming and going of drivers at one connector.</summary>
internal sealed class ConnectorLife(SimulatedChargePoint chargePoint, int connector, FleetOptions options, Random random)
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    public async Task LiveAsync(CancellationToken end)
    {
        try
        {
            if (Resumed is { } resumed) await StayAsync(resumed.Car, resumed.IdTag, end).ConfigureAwait(false);
            if (options.LeftFree.Contains((chargePoint.Identity, connector))) return;
            var first = random.NextDouble() < options.BusyAtStart;
            await PauseAsync(first ? TimeSpan.FromSeconds(2 + random.NextDouble() * 20) : Around(options.MeanIdle), end).ConfigureAwait(false);
            while (true)
            {
                if (IsFree)
                    await VisitAsync(end).ConfigureAwait(false);
                await PauseAsync(Around(options.MeanIdle), end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The day is over.
        }
    }

    private ConnectorState State => chargePoint.Connector(connector);

    private RememberedTransaction? Resumed => options.Memory.GetValueOrDefault((chargePoint.Identity, connector))?.Transaction;

    private bool IsFree => State is { Status: ConnectorStatus.Available, IsPluggedIn: false };

    private async Task VisitAsync(CancellationToken end)
    {
        var car = CarModels.Arrive(random, chargePoint.Options.IsDirectCurrent);
        var idTag = options.IdTags[random.Next(options.IdTags.Count)];
        if (!await TryPlugInAsync(car).ConfigureAwait(false))
            return;
        await PauseAsync(FindsCard(), end).ConfigureAwait(false);
        if (!State.HasTransaction)
            await chargePoint.SwipeAsync(connector, idTag, end).ConfigureAwait(false);
        await StayAsync(car, idTag, end).ConfigureAwait(false);
    }

    private async Task StayAsync(Car car, string idTag, CancellationToken end)
    {
        var swipesToStop = random.Next(4) != 0;
        await ChargeAsync(car, Around(options.MeanStay), end).ConfigureAwait(false);
        // Some drivers stop with their card, others just pull the plug.
        if (swipesToStop && State.IdTag == idTag)
            await chargePoint.SwipeAsync(connector, idTag, end).ConfigureAwait(false);
        await PauseAsync(FindsCard(), end).ConfigureAwait(false);
        await chargePoint.UnplugAsync(connector).WaitAsync(end).ConfigureAwait(false);
    }

    private TimeSpan FindsCard() => TimeSpan.FromSeconds(1 + random.NextDouble() * 5);

    private async Task<bool> TryPlugInAsync(Car car)
    {
        try
        {
            await chargePoint.PlugInAsync(connector, car).ConfigureAwait(false);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Another car, called by a remote start, was quicker.
            return false;
        }
    }

    /// <summary>Until the car has enough, the driver has to go, or someone else ended it.</summary>
    private async Task ChargeAsync(Car car, TimeSpan stay, CancellationToken end)
    {
        var leaves = options.Time.GetUtcNow() + stay;
        while (options.Time.GetUtcNow() < leaves && !car.IsSatisfied && State.HasTransaction)
            await PauseAsync(Glance, end).ConfigureAwait(false);
    }

    private TimeSpan Around(TimeSpan mean) => mean * (0.4 + random.NextDouble() * 1.2);

    private Task PauseAsync(TimeSpan pause, CancellationToken end) => Task.Delay(pause, options.Time, end);
}
