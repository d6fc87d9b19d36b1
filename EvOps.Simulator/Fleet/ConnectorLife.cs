namespace EvOps.Simulator;

/// <summary>The coming and going of drivers at one connector.</summary>
internal sealed class ConnectorLife(SimulatedChargePoint chargePoint, int connector, FleetOptions options, Random random)
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    public async Task LiveAsync(CancellationToken end)
    {
        try
        {
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

    private bool IsFree => State is { Status: ConnectorStatus.Available, IsPluggedIn: false };

    private async Task VisitAsync(CancellationToken end)
    {
        var car = CarModels.Arrive(random, chargePoint.Options.IsDirectCurrent);
        var idTag = options.IdTags[random.Next(options.IdTags.Count)];
        var stay = Around(options.MeanStay);
        var findsCard = TimeSpan.FromSeconds(1 + random.NextDouble() * 5);
        var swipesToStop = random.Next(4) != 0;
        if (!await TryPlugInAsync(car).ConfigureAwait(false))
            return;
        await PauseAsync(findsCard, end).ConfigureAwait(false);
        var outcome = State.HasTransaction ? SwipeOutcome.Started : await chargePoint.SwipeAsync(connector, idTag, end).ConfigureAwait(false);
        if (outcome == SwipeOutcome.Started)
            await ChargeAsync(car, stay, end).ConfigureAwait(false);
        // Some drivers stop with their card, others just pull the plug.
        if (swipesToStop && State.IdTag == idTag)
            await chargePoint.SwipeAsync(connector, idTag, end).ConfigureAwait(false);
        await PauseAsync(findsCard, end).ConfigureAwait(false);
        await chargePoint.UnplugAsync(connector).WaitAsync(end).ConfigureAwait(false);
    }

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
