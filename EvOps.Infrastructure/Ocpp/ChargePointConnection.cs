using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Net.WebSockets;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Faults;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// One charger's socket. Reads one CALL at a time, hands it to its action, writes the answer; sends our CALLs one after the other
/// and matches the answers. Whatever arrives, the connection lives on; only this class writes a CALLERROR.
/// </summary>
public sealed partial class ChargePointConnection : IDisposable
{
    private const int FirstBuffer = 2048;

    private readonly WebSocket socket;
    private readonly LivenessStream liveness;
    private readonly ConnectionServices services;
    private readonly ILogger log;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SemaphoreSlim handling = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly OutgoingCalls outgoing;
    private readonly RepeatedMessages repeated = new();
    private string? traceId;

    public ChargePointConnection(WebSocket socket, LivenessStream liveness, AdmittedChargePoint chargePoint, ConnectionServices services)
    {
        this.socket = socket;
        this.liveness = liveness;
        this.services = services;
        log = services.Log;
        ChargePoint = chargePoint;
        ConnectedAt = services.Time.GetUtcNow();
        outgoing = new OutgoingCalls(this, services);
    }

    public AdmittedChargePoint ChargePoint { get; private set; }

    public DateTimeOffset ConnectedAt { get; }

    /// <summary>When a byte last came in, pings and pongs included.</summary>
    public DateTimeOffset LastSeenAt => services.Time.GetUtcNow() - liveness.Silence;

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>What the last BootNotification, or the standing decision, says (OCPP 1.6 §4.2).</summary>
    public void Decide(BootStatus status, int heartbeatSeconds) =>
        ChargePoint = ChargePoint with { BootStatus = status, HeartbeatSeconds = heartbeatSeconds };

    /// <summary>Serves the socket until it ends, for whatever reason. Never throws.</summary>
    public async Task RunAsync()
    {
        // The socket's request has an id too, and lasts for days: each message gets one of its own and names that one.
        traceId = Activity.Current?.TraceId.ToString();
        Activity.Current = null;
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                using (message) await HandleInTurnAsync(message.Written);
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other end is gone, or this one was told to close: both are ordinary.
        }
        finally
        {
            await closing.CancelAsync();
            outgoing.FailAll();
        }
    }

    /// <summary>Sends a CALL and waits for its answer, in line behind earlier ones.</summary>
    public Task<OcppCallResult> CallAsync(string action, ReadOnlyMemory<byte> payload, CancellationToken cancel) =>
        MayHear(action) ? outgoing.CallAsync(action, payload, cancel) : Task.FromResult(OcppCallResult.NotAccepted);

    internal async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        finally
        {
            sending.Release();
        }
    }

    // An idle socket holds no buffer: it waits with a read of zero bytes and rents when something is there.
    private async Task<PooledBuffer?> ReceiveAsync()
    {
        while (true)
        {
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, closing.Token);
            if (first.MessageType == WebSocketMessageType.Close)
            {
                await SayCloseAsync(WebSocketCloseStatus.NormalClosure, "Goodbye", closing.Token);
                return null;
            }

            var message = new PooledBuffer(FirstBuffer);
            if (await FillAsync(message, first)) return message;
            message.Dispose();
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseSent)) return null;
        }
    }

    /// <summary>Reads to the end of a message, fragments together. False for what is no text, or too long.</summary>
    private async Task<bool> FillAsync(PooledBuffer message, ValueWebSocketReceiveResult last)
    {
        var isText = last.MessageType == WebSocketMessageType.Text;
        while (!last.EndOfMessage)
        {
            last = await socket.ReceiveAsync(message.GetMemory(FirstBuffer), closing.Token);
            if (last.MessageType == WebSocketMessageType.Close)
            {
                await SayCloseAsync(WebSocketCloseStatus.NormalClosure, "Goodbye", closing.Token);
                return false;
            }

            isText = last.MessageType == WebSocketMessageType.Text;
            if (isText) message.Advance(last.Count);
            if (message.Length <= services.Options.MaxMessageBytes) continue;

            MessageTooLong(ChargePoint.Identity, services.Options.MaxMessageBytes);
            await SayCloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {services.Options.MaxMessageBytes} bytes", closing.Token);
            await DiscardRestAsync();
            return false;
        }

        if (!isText) BinaryIgnored(ChargePoint.Identity);
        return isText;
    }

    // After our close frame nothing can be answered: what still comes is left to the charger, who repeats it on its next connection.
    private async ValueTask HandleInTurnAsync(ReadOnlyMemory<byte> message)
    {
        await handling.WaitAsync(closing.Token);
        try
        {
            if (socket.State == WebSocketState.Open) await HandleAsync(message);
        }
        finally
        {
            handling.Release();
        }
    }

    private async ValueTask HandleAsync(ReadOnlyMemory<byte> message)
    {
        var arrival = services.Time.GetUtcNow();
        if (!OcppFrame.TryParse(message, out var frame, out var fault))
        {
            await RefuseFrameAsync(fault, message, arrival);
            return;
        }

        switch (frame.Kind)
        {
            case OcppMessageType.Call:
                await HandleCallAsync(frame, arrival);
                break;
            case OcppMessageType.CallResult:
                outgoing.Answered(frame.MessageId, new(OcppCallOutcome.Answered, frame.Payload.ToArray()));
                break;
            case OcppMessageType.CallError:
                outgoing.Answered(frame.MessageId, new(OcppCallOutcome.Error, Error: frame.Error));
                break;
            default:
                throw new InvalidOperationException($"No such message type: {frame.Kind}.");
        }
    }

    private async ValueTask HandleCallAsync(OcppFrame frame, DateTimeOffset arrival)
    {
        using var activity = BeginMessage(frame.Action)?.SetTag(Tracing.MessageId, frame.MessageId);
        using var answer = new PooledBuffer(256);
        var logged = services.Messages.Add(ChargePoint.Id, ChargePoint.Identity, arrival, MessageDirection.In, frame.Action, frame.MessageIdRaw.Span, frame.Payload.Span);
        var started = services.Time.GetTimestamp();
        if (repeated.AnswerTo(frame) is { } before)
        {
            answer.Write(before.Span);
            logged.Finish(MessageResults.Repeated, TimeSpan.Zero);
            services.Instruments.Heard(frame.Action, MessageResult.Repeated);
        }
        else
        {
            try
            {
                var (result, words) = await DispatchAsync(frame, arrival, answer);
                repeated.Remember(frame, answer.Written.Span);
                logged.Finish(words, services.Time.GetElapsedTime(started));
                if (result != MessageResult.Ok) activity.Failed(words);
                services.Instruments.Heard(frame.Action, result);
            }
            finally
            {
                // Only where the connection ended before there was an answer.
                logged.Finish(MessageResults.ConnectionLost, services.Time.GetElapsedTime(started));
            }
        }

        if (ChargePoint.AnswerDelayMilliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(ChargePoint.AnswerDelayMilliseconds), services.Time, closing.Token);
        await SendAsync(answer.Written, closing.Token);
    }

    /// <summary>Lets the action answer, or writes the CALLERROR that its fault calls for. Returns what came of it, and what goes to the log.</summary>
    private async ValueTask<(MessageResult Result, string Words)> DispatchAsync(OcppFrame frame, DateTimeOffset arrival, PooledBuffer answer)
    {
        try
        {
            if (!services.Actions.TryGetValue(frame.Action, out var action))
                throw OcppActions.IsKnown(frame.Action)
                    ? new OcppError(OcppErrorCode.NotSupported, $"{frame.Action} is not supported here.")
                    : new OcppError(OcppErrorCode.NotImplemented, $"{frame.Action} is not known.");
            RequireBoot(frame.Action);

            var call = new OcppCallContext(this, frame, arrival, answer);
            await action.HandleAsync(call);
            return (MessageResult.Ok, call.Notes.Count == 0 ? MessageResults.Ok : MessageResults.Remarks + string.Join("; ", call.Notes));
        }
        catch (OcppError refused)
        {
            OcppFrameWriter.WriteCallError(answer, frame.MessageIdRaw.Span, refused.Code, refused.Message);
            return (MessageResult.Refused, $"{refused.Code}: {refused.Message}");
        }
#pragma warning disable CA1031 // A fault of ours must not cost the charger its connection: it is told, and may repeat.
        catch (Exception failure) when (!closing.IsCancellationRequested)
#pragma warning restore CA1031
        {
            ActionFailed(failure, frame.Action, ChargePoint.Identity);
            OcppFrameWriter.WriteCallError(answer, frame.MessageIdRaw.Span, OcppErrorCode.InternalError, "The central system could not handle this message.");
            return (MessageResult.Failed, "InternalError");
        }
    }

    private Activity? BeginMessage(string? action) => Tracing.Begin(action is not null && OcppActions.IsKnown(action) ? action : "other", ActivityKind.Server)
        ?.SetTag(Tracing.ChargePoint, ChargePoint.Identity).SetTag(Tracing.Connection, traceId);

    // OCPP 1.6 §4.2 and its errata 3.10: before it is accepted a charger may only boot.
    private void RequireBoot(string action)
    {
        if (action == OcppActions.BootNotification || ChargePoint.BootStatus == BootStatus.Accepted) return;
        if (ChargePoint.BootStatus is null && ChargePoint.Allowances.HasFlag(ChargePointAllowances.Unbooted)) return;

        if (ChargePoint.BootStatus is null) outgoing.AskToBootOnce();
        throw new OcppError(OcppErrorCode.SecurityError, ChargePoint.BootStatus is null
            ? "Send a BootNotification first."
            : $"The last BootNotification was answered {ChargePoint.BootStatus}: wait, and send it again.");
    }

    // OCPP 1.6 §4.2: to a rejected charger nothing is sent; one that waits may be configured, and starts and stops nothing.
    private bool MayHear(string action) => ChargePoint.BootStatus switch
    {
        BootStatus.Accepted => true,
        BootStatus.Rejected => false,
        BootStatus.Pending => action is not (OcppActions.RemoteStartTransaction or OcppActions.RemoteStopTransaction),
        null => ChargePoint.Allowances.HasFlag(ChargePointAllowances.Unbooted) || action is not (OcppActions.RemoteStartTransaction or OcppActions.RemoteStopTransaction),
    };

    private async ValueTask RefuseFrameAsync(FrameFault fault, ReadOnlyMemory<byte> message, DateTimeOffset arrival)
    {
        using var activity = BeginMessage(fault.Action);
        activity.Failed(fault.Explanation);
        FrameRefused(ChargePoint.Identity, fault.Explanation);
        services.Messages.Add(ChargePoint.Id, ChargePoint.Identity, arrival, MessageDirection.In, fault.Action ?? "(unreadable)", fault.MessageIdRaw.Span, message.Span)
            .Finish($"{fault.Kind}: {fault.Explanation}", TimeSpan.Zero);
        services.Instruments.Heard(fault.Action, MessageResult.Refused);
        if (!fault.CanBeAnswered) return;

        using var answer = new PooledBuffer(256);
        OcppFrameWriter.WriteCallError(answer, fault.MessageIdRaw.Span, OcppErrorCode.FormationViolation, fault.Explanation);
        await SendAsync(answer.Written, closing.Token);
    }

    [LoggerMessage(LogLevel.Error, "{Action} of {Identity} could not be handled")]
    private partial void ActionFailed(Exception failure, string action, string identity);

    [LoggerMessage(LogLevel.Information, "{Identity} sent what is no OCPP message: {Explanation}")]
    private partial void FrameRefused(string identity, string explanation);

    [LoggerMessage(LogLevel.Information, "{Identity} sent a binary message; ignored")]
    private partial void BinaryIgnored(string identity);

    [LoggerMessage(LogLevel.Warning, "{Identity} sent a message of more than {Limit} bytes; its socket is closed")]
    private partial void MessageTooLong(string identity, int limit);
}

/// <summary>What every connection needs of the house, made once.</summary>
public sealed record ConnectionServices(
    FrozenDictionary<string, IOcppAction> Actions, MessageLog Messages, OcppInstruments Instruments, CircuitBreakers Breakers, OcppOptions Options, TimeProvider Time, ILogger Log);
