namespace EvOps.Simulator;

/// <summary>The fleet mode: charge points with a daily life until Ctrl+C.</summary>
internal static class FleetProgram
{
    public static async Task RunAsync(ConsoleOptions options, TextWriter output, bool isTerminal, CancellationToken end)
    {
        var fleet = new Fleet(new FleetOptions
        {
            ChargePoints = ChargePoints(options),
            IdTags = options.IdTags,
            Seed = options.Seed,
            MeanIdle = TimeSpan.FromSeconds(options.IdleSeconds),
            MeanStay = TimeSpan.FromSeconds(options.StaySeconds),
            DailyLife = !options.NoCars,
            ConnectEvery = TimeSpan.FromMilliseconds(10),
        });
        await using var _ = fleet.ConfigureAwait(false);
        var misbehaving = Misbehaver.RunAsync(fleet, options, end);
        var showing = options.Trace is null
            ? LiveTable.RunAsync(fleet, output, isTerminal, end)
            : Trace(fleet, options.Trace, output);
        await fleet.RunAsync(end).ConfigureAwait(false);
        await Task.WhenAll(misbehaving, showing).ConfigureAwait(false);
        await output.WriteLineAsync($"{Environment.NewLine}{FleetTable.Summary(fleet)}").ConfigureAwait(false);
    }

    private static IReadOnlyList<ChargePointOptions> ChargePoints(ConsoleOptions options)
    {
        var like = new ChargePointOptions
        {
            Url = options.Url,
            Identity = "",
            AuthorizationKey = options.Key,
            AcceptAnyCertificate = options.Insecure,
            Connectors = options.Connectors,
            MaxPowerKw = options.PowerKw,
            Model = options.PowerKw > 22 ? "Fast DC" : "Street AC",
            MeterInterval = TimeSpan.FromSeconds(options.MeterSeconds),
            TimeScale = options.TimeScale,
            Seed = options.Seed,
        };
        return options.Identities.Count > 0
            ? [.. options.Identities.Select(identity => like with { Identity = identity })]
            : FleetOptions.Named(options.Prefix, options.ChargePoints, like);
    }

    private static Task Trace(Fleet fleet, string identity, TextWriter output)
    {
        var shared = TextWriter.Synchronized(output);
        foreach (var one in fleet.ChargePoints.Where(one => identity == "*" || one.Identity == identity))
        {
            one.OnFrame = (direction, text) => shared.WriteLine(
                $"{DateTime.Now:HH:mm:ss.fff} {one.Identity} {(direction == OcppDirection.Sent ? "->" : "<-")} {text}");
        }

        return Task.CompletedTask;
    }
}
