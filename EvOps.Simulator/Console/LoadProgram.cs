namespace EvOps.Simulator;

/// <summary>The load modes: a closed loop, or idle connections.</summary>
internal static class LoadProgram
{
    public static async Task<int> RunAsync(ConsoleOptions options, TextWriter output, CancellationToken end)
    {
        var load = new LoadOptions
        {
            Url = options.Url,
            Connections = options.ChargePoints,
            Duration = TimeSpan.FromSeconds(options.Seconds ?? 20),
            WarmUp = TimeSpan.FromSeconds(options.WarmUpSeconds),
            Message = options.Message,
            Prefix = options.Prefix == new ConsoleOptions().Prefix ? "LOAD-" : options.Prefix,
            IdTag = options.IdTags[0],
            AuthorizationKey = options.Key,
        };
        if (options.Hold)
            return await HoldAsync(load, output, end).ConfigureAwait(false);
        var result = await LoadRun.RunAsync(load, end).ConfigureAwait(false);
        await output.WriteLineAsync(result.ToJson()).ConfigureAwait(false);
        return result.Errors == 0 ? 0 : 2;
    }

    private static async Task<int> HoldAsync(LoadOptions load, TextWriter output, CancellationToken end)
    {
        await using var run = new LoadRun(load);
        await run.OpenAsync(end).ConfigureAwait(false);
        run.Hold();
        await output.WriteLineAsync($"{{\"connections\":{run.OpenConnections},\"errors\":{run.Errors.Count}}}").ConfigureAwait(false);
        await output.FlushAsync(end).ConfigureAwait(false);
        await Task.Delay(load.Duration, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return run.Errors.Count == 0 ? 0 : 2;
    }
}
