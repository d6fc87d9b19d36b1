using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvOps.Tests.Support;

/// <summary>A charge point that is not ours: npm's ocpp-rpc in strict mode, in a process of its own (Npm/charge-point.mjs).</summary>
internal sealed class ThirdPartyChargePoint : IAsyncDisposable
{
    private readonly Process node;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> pending = new();
    private readonly ConcurrentQueue<(string Action, JsonObject Payload)> heard = new();
    private readonly ConcurrentQueue<string> faults = new();
    private readonly Task reading;
    private readonly Task<string> errors;
    private int lastId;

    private ThirdPartyChargePoint(Process node)
    {
        this.node = node;
        errors = node.StandardError.ReadToEndAsync();
        reading = Task.Run(ReadAsync);
    }

    /// <summary>What it found wrong with a message, of either side.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <param name="folder">Of <see cref="NpmFixture"/>.</param>
    /// <param name="door">The base address chargers connect to.</param>
    public static ThirdPartyChargePoint Start(string folder, Uri door, string identity, string key) => new(Process.Start(
        new ProcessStartInfo("node", ["charge-point.mjs", door.ToString(), identity, key])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Sends a call as the library does, and hands back the answer it accepted.</summary>
    public async Task<JsonObject> CallAsync(string action, object payload)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = pending[id] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, action, payload }));
        await node.StandardInput.FlushAsync();
        return await answer.Task.WaitAsync(Waits.Longest);
    }

    /// <summary>Waits for a call of ours.</summary>
    public async Task<JsonObject> HearsAsync(string action)
    {
        await HostChargers.UntilAsync(() => Task.FromResult(heard.Any(call => call.Action == action)));
        return heard.First(call => call.Action == action).Payload;
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
            var told = JsonNode.Parse(line)!.AsObject();
            if (told["fault"] is { } fault) faults.Enqueue((string)fault!);
            else if (told["heard"] is { } action) heard.Enqueue(((string)action!, told["payload"]!.AsObject()));
            else if (told["error"] is { } error) pending[(int)told["id"]!].TrySetException(new InvalidOperationException((string)error!));
            else pending[(int)told["id"]!].TrySetResult(told["result"]!.AsObject());
        }

        var why = new InvalidOperationException($"The charge point's process ended: {await errors}");
        foreach (var answer in pending.Values) answer.TrySetException(why);
    }
}
