using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace EvOps.Simulator;

/// <summary>
/// The charge point's end of one OCPP-J connection, bare: it connects once, sends what it is told, and never reconnects, retries
/// or holds a call back. Calls may be made concurrently; who must keep to one outstanding call waits for the answer.
/// </summary>
/// <remarks>
/// Answers to <see cref="CallAsync"/> go to their caller; incoming CALLs go to <see cref="OnCall"/> when it is set. Everything else
/// (unknown ids, answers to raw calls, what is no OCPP message, and CALLs while no handler is set) waits for
/// <see cref="ReceiveRawAsync"/>, at most 4,096 messages, the oldest dropped first.
/// </remarks>
public sealed partial class OcppClient : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> pending = new();
    private readonly Channel<string> inbox = Channel.CreateBounded<string>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lifetime = new();
    private readonly ConcurrentDictionary<Task, bool> answering = new();
    private OcppClientOptions options = new();
    private ClientWebSocket? socket;
    private FreezableStream? network;
    private int lastMessageId;

    /// <summary>
    /// Answers an incoming CALL: returns the CALLRESULT's payload, throws <see cref="OcppCallError"/> to answer with a CALLERROR, or
    /// returns null to stay silent. Null: incoming CALLs wait for <see cref="ReceiveRawAsync"/>.
    /// </summary>
    public Func<OcppCall, CancellationToken, Task<JsonObject?>>? OnCall { get; set; }

    /// <summary>Called with every text message, as it was sent or received, in order per direction. Must not block.</summary>
    public Action<OcppDirection, string>? OnFrame { get; set; }

    /// <summary>Whether the connection is open, as far as this end knows.</summary>
    public bool IsConnected => socket is { State: WebSocketState.Open } && !closed.Task.IsCompleted;

    /// <summary>The subprotocol the peer chose; null when it chose none.</summary>
    public string? Subprotocol => socket?.SubProtocol;

    /// <summary>HTTP status of the handshake: 101, or the refusal's; null before it, or when no answer came.</summary>
    public HttpStatusCode? HandshakeStatus { get; private set; }

    /// <summary>The status of the peer's close frame; null while open, or when the connection ended without one.</summary>
    public WebSocketCloseStatus? CloseStatus { get; private set; }

    /// <summary>The text of the peer's close frame.</summary>
    public string? CloseDescription { get; private set; }

    /// <summary>Completes when the connection has ended, however it ended.</summary>
    public Task Closed => closed.Task;

    /// <summary>The address a charge point connects to: its identity, percent-encoded, as the last segment (OCPP-J 1.6 §3.1.1).</summary>
    public static Uri UrlFor(Uri baseUrl, string identity) =>
        new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(identity)}");

    /// <summary>A client that is already connected.</summary>
    /// <exception cref="OcppHandshakeException">The handshake was refused or no peer was reached.</exception>
    public static async Task<OcppClient> OpenAsync(Uri url, OcppClientOptions? options = null, CancellationToken cancel = default)
    {
        var client = new OcppClient();
        try
        {
            await client.ConnectAsync(url, options, cancel).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects to the full address (see <see cref="UrlFor"/>). Once per client.</summary>
    /// <exception cref="OcppHandshakeException">The handshake was refused or no peer was reached.</exception>
    public async Task ConnectAsync(Uri url, OcppClientOptions? options = null, CancellationToken cancel = default)
    {
        if (socket is not null)
            throw new InvalidOperationException("An OcppClient connects once; make another one.");
        this.options = options ?? new OcppClientOptions();
        var opening = OcppHandshake.Prepare(this.options);
        socket = opening;
        using var connector = OcppHandshake.Connector(this.options, stream => network = stream);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.Token);
        timeout.CancelAfter(this.options.ConnectTimeout);
        try
        {
            await opening.ConnectAsync(url, connector, timeout.Token).ConfigureAwait(false);
            HandshakeStatus = HttpStatusCode.SwitchingProtocols;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            HandshakeStatus = opening.HttpStatusCode == 0 ? null : opening.HttpStatusCode;
            closed.TrySetResult();
            cancel.ThrowIfCancellationRequested();
            throw new OcppHandshakeException(url, HandshakeStatus, e);
        }

        _ = Task.Run(PumpAsync, CancellationToken.None);
    }

    /// <summary>Sends a CALL and waits for its answer.</summary>
    /// <returns>The payload of the CALLRESULT.</returns>
    /// <exception cref="OcppCallError">The peer answered with a CALLERROR.</exception>
    /// <exception cref="TimeoutException">No answer came in time; a late one is found by <see cref="ReceiveRawAsync"/>.</exception>
    /// <exception cref="OcppConnectionLostException">The connection is not there, or ended before the answer.</exception>
    public async Task<JsonObject> CallAsync(
        string action, JsonNode? payload = null, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        var messageId = NextMessageId();
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[messageId] = answer;
        try
        {
            await SendRawAsync(OcppFrame.Call(messageId, action, payload), cancel).ConfigureAwait(false);
            if (closed.Task.IsCompleted)
                throw Lost();
            return await answer.Task.WaitAsync(timeout ?? options.CallTimeout, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No answer to {action} within {(timeout ?? options.CallTimeout).TotalSeconds:0.#} s.");
        }
        finally
        {
            pending.TryRemove(messageId, out _);
        }
    }

    /// <summary>Sends a text message exactly as given, OCPP or not.</summary>
    public Task SendRawAsync(string text, CancellationToken cancel = default) => SendFragmentsAsync([text], cancel);

    /// <summary>Sends one text message in several WebSocket frames.</summary>
    public async Task SendFragmentsAsync(IReadOnlyList<string> fragments, CancellationToken cancel = default)
    {
        var parts = fragments.Select(Encoding.UTF8.GetBytes).ToArray();
        await SendAsync(WebSocketMessageType.Text, parts, cancel,
            () => OnFrame?.Invoke(OcppDirection.Sent, string.Concat(fragments))).ConfigureAwait(false);
    }

    /// <summary>Sends a binary message, which OCPP-J has no use for.</summary>
    public Task SendBinaryAsync(ReadOnlyMemory<byte> data, CancellationToken cancel = default) =>
        SendAsync(WebSocketMessageType.Binary, [data.ToArray()], cancel);

    /// <summary>Answers a CALL that was read with <see cref="ReceiveRawAsync"/>.</summary>
    public Task AnswerAsync(string messageId, JsonNode? payload, CancellationToken cancel = default) =>
        SendRawAsync(OcppFrame.Result(messageId, payload), cancel);

    /// <summary>The next message nobody else took, as text.</summary>
    /// <exception cref="TimeoutException">None came in time (default: 30 s).</exception>
    /// <exception cref="OcppConnectionLostException">The connection ended and everything was read.</exception>
    public async Task<string> ReceiveRawAsync(TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        try
        {
            return await inbox.Reader.ReadAsync(cancel).AsTask()
                .WaitAsync(timeout ?? TimeSpan.FromSeconds(30), cancel).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Lost();
        }
    }

    /// <summary>From now on no byte passes in either direction while the TCP connection stays open: a network that died unseen.</summary>
    public void Freeze() => network?.Freeze();

    /// <summary>Closes with a close frame and waits, at most two seconds, for the peer's.</summary>
    public async Task CloseAsync(
        WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string? description = null, CancellationToken cancel = default)
    {
        if (socket is null || closed.Task.IsCompleted)
            return;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await turn.WaitAsync(timeout.Token).ConfigureAwait(false);
            try
            {
                await socket.CloseOutputAsync(status, description, timeout.Token).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }

            await closed.Task.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // A peer that does not close its side is not waited for.
        }

        Abort();
    }

    /// <summary>Drops the TCP connection without a close frame.</summary>
    public void Abort() => socket?.Abort();

    /// <summary>Closes cleanly if it still can, and always within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (lifetime.IsCancellationRequested)
            return;
        await CloseAsync().ConfigureAwait(false);
        await lifetime.CancelAsync().ConfigureAwait(false);
        Abort();
        if (HandshakeStatus == HttpStatusCode.SwitchingProtocols)
            await closed.Task.ConfigureAwait(false);
        socket?.Dispose();
    }

    private string NextMessageId() => Interlocked.Increment(ref lastMessageId).ToString(CultureInfo.InvariantCulture);

    private OcppConnectionLostException Lost(Exception? cause = null) =>
        new(CloseStatus is { } status ? $"The connection was closed: {(int)status} {CloseDescription}" : "The connection is not open.", cause);

    private async Task SendAsync(WebSocketMessageType type, byte[][] parts, CancellationToken cancel, Action? sending = null)
    {
        if (socket is null)
            throw Lost();
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            sending?.Invoke();
            // Cancelling a send that has begun would abort the connection; Abort is there for that.
            for (var i = 0; i < parts.Length; i++)
                await socket.SendAsync(parts[i], type, i == parts.Length - 1, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Lost(e);
        }
        finally
        {
            turn.Release();
        }
    }
}
