using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvOps.Tests.Simulator;

/// <summary>What came from a charge point.</summary>
internal sealed record Heard(string Identity, string Action, JsonObject Payload);

/// <summary>
/// The smallest peer a simulated charge point can talk to: it agrees to everything, remembers everything, and can be told otherwise.
/// The simulator is tested against this and not against the product, so that neither hides the other's mistakes.
/// </summary>
internal sealed class FakeCentralSystem : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, WebSocket> sockets = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray>> pending = new();
    private readonly List<Heard> heard = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lastTransactionId = 1000;
    private int lastMessageId;

    private FakeCentralSystem(WebApplication app) => this.app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Looked at before the ordinary answer; null leaves it to that.</summary>
    public Func<Heard, JsonObject?>? Answer { get; set; }

    /// <summary>While set, answers wait for it.</summary>
    public Task? AnswersWaitFor { get; set; }

    public int RefuseWith { get; set; }
    public string? LastAuthorization { get; private set; }
    public WebSocketCloseStatus? LastCloseStatus { get; private set; }
    public int Connections { get; private set; }

    public IReadOnlyList<Heard> Everything
    {
        get
        {
            lock (heard)
                return [.. heard];
        }
    }

    public static async Task<FakeCentralSystem> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var central = new FakeCentralSystem(builder.Build());
        central.app.UseWebSockets();
        central.app.Run(central.ServeAsync);
        await central.app.StartAsync(TestContext.Current.CancellationToken);
        central.Url = new Uri(central.app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/ocpp");
        return central;
    }

    /// <summary>The messages of one action so far.</summary>
    public IReadOnlyList<JsonObject> All(string action) => [.. Everything.Where(one => one.Action == action).Select(one => one.Payload)];

    /// <summary>Waits until a message came that fits; earlier ones count.</summary>
    public async Task<JsonObject> HearsAsync(string action, Func<JsonObject, bool>? fits = null)
    {
        JsonObject? found = null;
        await UntilAsync(() => (found = All(action).FirstOrDefault(one => fits?.Invoke(one) ?? true)) is not null, action);
        return found!;
    }

    public Task HearsStatusAsync(int connector, string status) =>
        HearsAsync("StatusNotification", one => (int)one["connectorId"]! == connector && (string?)one["status"] == status);

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(Waits.Longest);
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (condition())
                return;
            try
            {
                await next.WaitAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Never came: {what}. Came: {string.Join(", ", Everything.Select(one => one.Action))}");
            }
        }
    }

    /// <summary>Calls the charge point; the answer is the whole frame.</summary>
    public async Task<JsonArray> CallAsync(string identity, string action, JsonObject? payload = null)
    {
        var id = $"c{Interlocked.Increment(ref lastMessageId)}";
        var answer = pending[id] = new TaskCompletionSource<JsonArray>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(sockets[identity], new JsonArray(2, id, action, payload ?? []));
        return await answer.Task.WaitAsync(Waits.Longest, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls the charge point and gives the answer's status.</summary>
    public async Task<string?> AskAsync(string identity, string action, JsonObject? payload = null) =>
        (string?)(await CallAsync(identity, action, payload))[2]!["status"];

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in sockets.Values)
            socket.Abort();
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        LastAuthorization = context.Request.Headers.Authorization.FirstOrDefault();
        if (RefuseWith != 0)
        {
            context.Response.StatusCode = RefuseWith;
            return;
        }

        var identity = Uri.UnescapeDataString(context.Request.Path.Value!.Split('/')[^1]);
        using var socket = await context.WebSockets.AcceptWebSocketAsync("ocpp1.6");
        sockets[identity] = socket;
        Connections++;
        try
        {
            while (await ReceiveAsync(socket) is { } text)
                await TakeAsync(identity, socket, text);
            LastCloseStatus = socket.CloseStatus;
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            Hear(new Heard(identity, "(connection lost)", []));
        }

        Hear(new Heard(identity, "(connection ended)", []));
    }

    private async Task TakeAsync(string identity, WebSocket socket, string text)
    {
        JsonArray? frame;
        try
        {
            frame = JsonNode.Parse(text) as JsonArray;
        }
        catch (JsonException)
        {
            frame = null;
        }

        if (frame is null || frame.Count < 3 || frame[0] is not JsonValue type || type.GetValueKind() != JsonValueKind.Number)
        {
            Hear(new Heard(identity, "(garbage)", new JsonObject { ["text"] = text.Length > 100 ? text[..100] : text }));
            return;
        }

        if ((int)type is 3 or 4)
        {
            if (pending.TryRemove((string)frame[1]!, out var answered))
                answered.TrySetResult(frame);
            return;
        }

        var message = new Heard(identity, (string)frame[2]!, frame.Count > 3 && frame[3] is JsonObject payload ? (JsonObject)payload.DeepClone() : []);
        Hear(message);
        if (AnswersWaitFor is { } gate)
            await gate;
        if ((Answer?.Invoke(message) ?? Ordinary(message)) is { } answer)
            await SendAsync(socket, new JsonArray(3, frame[1]!.DeepClone(), answer));
    }

    private JsonObject? Ordinary(Heard message) => message.Action switch
    {
        "BootNotification" => new JsonObject { ["status"] = "Accepted", ["currentTime"] = DateTime.UtcNow, ["interval"] = 300 },
        "Heartbeat" => new JsonObject { ["currentTime"] = DateTime.UtcNow },
        "Authorize" => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" } },
        "StartTransaction" => new JsonObject
        {
            ["transactionId"] = Interlocked.Increment(ref lastTransactionId),
            ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" },
        },
        _ => [],
    };

    private void Hear(Heard message)
    {
        lock (heard)
            heard.Add(message);
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private static Task SendAsync(WebSocket socket, JsonArray frame) => socket.SendAsync(
        Encoding.UTF8.GetBytes(frame.ToJsonString()).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None).AsTask();

    private static async Task<string?> ReceiveAsync(WebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(message.ToArray());
        }
    }
}
