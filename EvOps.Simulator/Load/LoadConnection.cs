using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>One connection of a load run: a socket, one frame that is sent over and over, one buffer for the answers.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly LoadOptions options;
    private readonly int number;
    private readonly ClientWebSocket socket;
    private byte[] buffer = new byte[512];
    private int transactionId;
    private LoadFrame? frame;

    public LoadConnection(LoadOptions options, int number)
    {
        this.options = options;
        this.number = number;
        socket = OcppHandshake.Prepare(new OcppClientOptions
        {
            User = options.AuthorizationKey is null ? null : Identity,
            Password = options.AuthorizationKey,
        });
    }

    public string Identity => options.IdentityOf(number);

    public LatencyHistogram Latencies { get; } = new();

    public long CallErrors { get; private set; }

    /// <summary>idTagInfo.status of the transaction's start.</summary>
    public string? StartStatus { get; private set; }

    public async Task OpenAsync(HttpMessageInvoker connector, CancellationToken cancel)
    {
        await socket.ConnectAsync(OcppClient.UrlFor(options.Url, Identity), connector, cancel).ConfigureAwait(false);
        var answer = await CallAsync("BootNotification", new JsonObject
        {
            ["chargePointVendor"] = "EvOps Simulator",
            ["chargePointModel"] = "Load",
        }, cancel).ConfigureAwait(false);
        if (OcppFrame.Text(answer["status"]) is var status && status != "Accepted")
            throw new OcppConnectionLostException($"BootNotification of {Identity} was answered {status}.");
    }

    public async Task StartTransactionAsync(CancellationToken cancel)
    {
        var answer = await CallAsync("StartTransaction", new JsonObject
        {
            ["connectorId"] = 1,
            ["idTag"] = options.IdTagOf(number),
            ["meterStart"] = LoadFrame.MeterStart,
            ["timestamp"] = OcppTime.Text(DateTimeOffset.UtcNow),
        }, cancel).ConfigureAwait(false);
        transactionId = (int)answer["transactionId"]!;
        StartStatus = OcppFrame.Text((answer["idTagInfo"] as JsonObject)?["status"]);
    }

    /// <summary>Sends the next as soon as the last was answered, until the moment comes.</summary>
    public async Task SendUntilAsync(long deadline, CancellationToken cancel)
    {
        frame ??= LoadFrame.For(options.Message, transactionId, options.IdTagOf(number));
        while (Stopwatch.GetTimestamp() < deadline)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(frame.Next(), WebSocketMessageType.Text, true, cancel).ConfigureAwait(false);
            if (await AnswerTypeAsync(cancel).ConfigureAwait(false) == (byte)'3')
                Latencies.Add(start);
            else
                CallErrors++;
        }
    }

    public async Task StopTransactionAsync(CancellationToken cancel) => await CallAsync("StopTransaction", new JsonObject
    {
        ["transactionId"] = transactionId,
        ["meterStop"] = frame?.MeterNow ?? LoadFrame.MeterStart,
        ["timestamp"] = OcppTime.Text(DateTimeOffset.UtcNow),
        ["reason"] = "Local",
    }, cancel).ConfigureAwait(false);

    /// <summary>Answers whatever comes, until the peer closes; for connections that only stand there.</summary>
    public async Task HoldAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await ReceiveAsync(cancel).ConfigureAwait(false) is var length && buffer.AsSpan(0, length).StartsWith("[2,"u8))
                await RefuseAsync(length, cancel).ConfigureAwait(false);
        }
    }

    public async Task CloseAsync(CancellationToken cancel)
    {
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel).ConfigureAwait(false);
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonObject> CallAsync(string action, JsonObject payload, CancellationToken cancel)
    {
        var call = Encoding.UTF8.GetBytes(OcppFrame.Call(action, action, payload));
        await socket.SendAsync(call, WebSocketMessageType.Text, true, cancel).ConfigureAwait(false);
        while (true)
        {
            var length = await ReceiveAsync(cancel).ConfigureAwait(false);
            if (buffer.AsSpan(0, length).StartsWith("[2,"u8))
            {
                await RefuseAsync(length, cancel).ConfigureAwait(false);
                continue;
            }

            var text = Encoding.UTF8.GetString(buffer, 0, length);
            return OcppFrame.TryParse(text) is { } answer && OcppFrame.Type(answer) == OcppFrame.ResultType
                ? OcppFrame.Detach(answer, 2)
                : throw new OcppConnectionLostException($"{action} of {Identity} was answered {text}");
        }
    }

    /// <summary>The digit of the message type of the answer; a call of the central system in between is refused.</summary>
    private async ValueTask<byte> AnswerTypeAsync(CancellationToken cancel)
    {
        while (true)
        {
            var length = await ReceiveAsync(cancel).ConfigureAwait(false);
            if (length > 1 && buffer[1] != (byte)'2')
                return buffer[1];
            await RefuseAsync(length, cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReceiveAsync(CancellationToken cancel)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new OcppConnectionLostException($"{Identity} was closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
            length += part.Count;
            if (part.EndOfMessage)
                return length;
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private async Task RefuseAsync(int length, CancellationToken cancel)
    {
        if (OcppFrame.TryParse(Encoding.UTF8.GetString(buffer, 0, length)) is not { } call)
            return;
        var refusal = OcppFrame.Error(OcppFrame.Text(call[1])!, new OcppCallError("NotSupported", "This connection only makes load."));
        await socket.SendAsync(Encoding.UTF8.GetBytes(refusal), WebSocketMessageType.Text, true, cancel).ConfigureAwait(false);
    }
}
