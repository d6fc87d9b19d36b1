using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace EvOps.Tests.Support;

/// <summary>Somebody who watches stations with npm's @microsoft/signalr, in a process of its own (Npm/station-watcher.mjs).</summary>
internal sealed class StationWatching : IAsyncDisposable
{
    private readonly Process node;
    private readonly Task reading;
    private readonly Task<string> errors;
    private readonly TaskCompletionSource<JsonElement> greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string?>> pending = new();
    private readonly ConcurrentQueue<StationUpdateHeard> updates = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lastId;

    private StationWatching(Process node)
    {
        this.node = node;
        errors = node.StandardError.ReadToEndAsync();
        reading = Task.Run(ReadAsync);
    }

    public IReadOnlyCollection<StationUpdateHeard> Updates => updates;

    /// <summary>What the house greeted with; throws what it refused with.</summary>
    public Task<JsonElement> Greeting => greeted.Task.WaitAsync(Waits.Longest);

    /// <summary>The connection came to an end.</summary>
    public Task Closed => closed.Task.WaitAsync(Waits.Longest);

    /// <param name="folder">Of <see cref="NpmFixture"/>.</param>
    /// <param name="token">A bearer token; SignalR puts it into the query.</param>
    /// <param name="cookie">The console's, as name=value.</param>
    public static StationWatching Start(string folder, EvOpsHost host, string token = "", string cookie = "") => new(Process.Start(
        new ProcessStartInfo("node", ["station-watcher.mjs", new Uri(host.Address, "/hubs/stations").ToString(), token, cookie])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <returns>Null where it was done, else what it was refused with.</returns>
    public async Task<string?> InvokeAsync(string method, object argument)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = pending[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, method, args = new[] { argument } }));
        await node.StandardInput.FlushAsync();
        return await answer.Task.WaitAsync(Waits.Longest);
    }

    /// <summary>Waits for an update that fits, after so many that are of no interest.</summary>
    public async Task<StationUpdateHeard> HearsAsync(Func<StationUpdateHeard, bool> fits, int after = 0)
    {
        await HostChargers.UntilAsync(() => Task.FromResult(updates.Skip(after).Any(fits)));
        return updates.Skip(after).First(fits);
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await node.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!node.HasExited) node.Kill();
        await reading;
        node.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonDocument.Parse(line).RootElement;
            if (told.TryGetProperty("connected", out var greeting)) greeted.TrySetResult(greeting);
            else if (told.TryGetProperty("update", out var update)) updates.Enqueue(new(update, DateTimeOffset.FromUnixTimeMilliseconds(told.GetProperty("at").GetInt64())));
            else if (told.TryGetProperty("refused", out var refused)) greeted.TrySetException(new InvalidOperationException(refused.GetString()));
            else if (told.TryGetProperty("closed", out _)) closed.TrySetResult();
            else pending[told.GetProperty("id").GetInt32()].TrySetResult(told.TryGetProperty("error", out var error) ? error.GetString() : null);
        }

        greeted.TrySetException(new InvalidOperationException($"The watcher's process ended: {await errors}"));
    }
}

/// <summary>A station_update as the client had it, and when.</summary>
internal sealed record StationUpdateHeard(JsonElement Update, DateTimeOffset At)
{
    public string Type => Update.GetProperty("type").GetString()!;

    public Guid StationId => Update.GetProperty("stationId").GetGuid();

    public JsonElement Data => Update.GetProperty("data");
}
