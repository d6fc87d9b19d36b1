namespace EvOps.Simulator;

/// <summary>
/// Many charge points with a daily life: cars arrive, plug in, swipe, charge and leave, at random and the same for the same seed.
/// </summary>
public sealed class Fleet : IAsyncDisposable
{
    private readonly FleetOptions options;
    private readonly CancellationTokenSource disposing = new();
    private Task running = Task.CompletedTask;

    /// <summary>A fleet that is not connected yet.</summary>
    public Fleet(FleetOptions options)
    {
        this.options = options;
        ChargePoints = [.. options.ChargePoints.Select(one => new SimulatedChargePoint(one))];
        foreach (var ((identity, connector), memory) in options.Memory) this[identity].Restore(connector, memory);
    }

    /// <summary>Its charge points, to be watched, commanded and made to misbehave.</summary>
    public IReadOnlyList<SimulatedChargePoint> ChargePoints { get; }

    /// <summary>The charge point with an identity.</summary>
    public SimulatedChargePoint this[string identity] => ChargePoints.First(one => one.Identity == identity);

    /// <summary>Begins in the background; ends with <see cref="DisposeAsync"/>.</summary>
    public void Start()
    {
        if (running.IsCompleted)
            running = RunAsync(disposing.Token);
    }

    /// <summary>Lives until cancelled; then every charge point closes its connection cleanly. Does not throw for being cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, disposing.Token);
        var lives = ChargePoints.SelectMany((one, index) => Lives(one, index, end.Token)).ToArray();
        await Task.WhenAll(lives).ConfigureAwait(false);
    }

    /// <summary>Disconnects and stops everything, within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposing.IsCancellationRequested)
            return;
        await disposing.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await Task.WhenAll(ChargePoints.Select(one => one.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private IEnumerable<Task> Lives(SimulatedChargePoint chargePoint, int index, CancellationToken end)
    {
        yield return ConnectAsync(chargePoint, options.ConnectEvery * index, end);
        if (!options.DailyLife)
            yield break;
        for (var connector = 1; connector <= chargePoint.Options.Connectors; connector++)
        {
            var random = new Random(HashCodeOf(options.Seed, index, connector));
            yield return new ConnectorLife(chargePoint, connector, options, random).LiveAsync(end);
        }
    }

    private async Task ConnectAsync(SimulatedChargePoint chargePoint, TimeSpan after, CancellationToken end)
    {
        try
        {
            await Task.Delay(after, options.Time, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await chargePoint.RunAsync(end).ConfigureAwait(false);
    }

    // HashCode.Combine differs from one run to the next.
    private static int HashCodeOf(int seed, int index, int connector) => unchecked((seed * 31 + index) * 1009 + connector);
}
