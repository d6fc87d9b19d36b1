namespace EvOps.Simulator;

/// <summary>Carries out the command line's misbehaviours: switches at once, everything else about once a minute.</summary>
internal static class Misbehaver
{
    public static Task RunAsync(Fleet fleet, ConsoleOptions options, CancellationToken end)
    {
        var random = new Random(options.Seed);
        var orders =
            from order in options.Misbehave
            from one in fleet.ChargePoints
            where order.IsFor(one)
            select RunAsync(one, order.Kind, TimeSpan.FromSeconds(30 + random.NextDouble() * 60), end);
        return Task.WhenAll(orders.ToArray());
    }

    private static async Task RunAsync(SimulatedChargePoint one, MisbehaviourKind kind, TimeSpan every, CancellationToken end)
    {
        try
        {
            do
            {
                if (kind.Recurs)
                    await Task.Delay(every, end).ConfigureAwait(false);
                await DoAsync(one, kind, end).ConfigureAwait(false);
            }
            while (kind.Recurs);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private static async Task DoAsync(SimulatedChargePoint one, MisbehaviourKind kind, CancellationToken end)
    {
        try
        {
            await kind.Do(one, end).ConfigureAwait(false);
        }
        catch (OcppConnectionLostException)
        {
            // Nothing can be done wrong without a connection; next time.
        }
    }
}
