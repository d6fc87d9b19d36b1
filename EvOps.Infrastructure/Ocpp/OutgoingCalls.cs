using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Ocpp.V16;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Our CALLs on one socket: one outstanding at a time, the others in line (OCPP-J 1.6 §4.1.1). An answer that comes late is ignored.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing that must be given back, and callers may still stand in it when the connection is gone.")]
internal sealed class OutgoingCalls(ChargePointConnection connection, ConnectionServices services)
{
    private readonly SemaphoreSlim line = new(1, 1);
    private readonly Lock gate = new();
    private Pending? pending;
    private long lastId;
    private bool isOver;
    private int hasAskedToBoot;

    private string Identity => connection.ChargePoint.Identity;

    public async Task<OcppCallResult> CallAsync(string action, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (services.Breakers.HeldBack(Identity) is { } words) return OcppCallResult.HeldBack(words);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, connection.Closing);
            await line.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return OcppCallResult.NotConnected;
        }

        try
        {
            // Those before it in the line may have failed meanwhile.
            return services.Breakers.HeldBack(Identity) is { } wordsNow ? OcppCallResult.HeldBack(wordsNow) : await SendAndWaitAsync(action, payload, cancel);
        }
        finally
        {
            line.Release();
        }
    }

    public void Answered(string messageId, OcppCallResult result)
    {
        lock (gate)
        {
            if (pending?.Id == messageId) pending.Answer.TrySetResult(result);
        }
    }

    /// <summary>No call goes out any more. Who waits for an answer will not get one; the charger may act all the same.</summary>
    public void FailAll()
    {
        lock (gate)
        {
            isOver = true;
            pending?.Answer.TrySetResult(OcppCallResult.ConnectionLost);
        }
    }

    /// <summary>Lets the calls in line be answered and takes no other.</summary>
    public async Task FinishAsync(CancellationToken patience)
    {
        await line.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FailAll();
    }

    /// <summary>A charger that talks without having booted is asked to, once (ocpp.md B6); it may say no.</summary>
    public void AskToBootOnce()
    {
        if (Interlocked.Exchange(ref hasAskedToBoot, 1) != 0) return;

        var payload = JsonSerializer.SerializeToUtf8Bytes(new TriggerMessageRequest(MessageTrigger.BootNotification), V16Json.Default.TriggerMessageRequest);
        _ = CallAsync(OcppActions.TriggerMessage, payload, CancellationToken.None);
    }

    private async Task<OcppCallResult> SendAndWaitAsync(string action, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var call = new Pending((++lastId).ToString("'evops-'0", CultureInfo.InvariantCulture));
        lock (gate)
        {
            if (isOver) return OcppCallResult.NotConnected;
            pending = call;
        }

        using var activity = Tracing.Begin(action, ActivityKind.Client)?.SetTag(Tracing.ChargePoint, Identity).SetTag(Tracing.MessageId, call.Id);
        var logged = services.Messages.Add(connection.ChargePoint.Id, connection.ChargePoint.Identity, services.Time.GetUtcNow(), MessageDirection.Out, action, Encoding.UTF8.GetBytes($"\"{call.Id}\""), payload.Span);
        var started = services.Time.GetTimestamp();
        OcppCallResult? answered = null;
        try
        {
            answered = await ExchangeAsync(call, action, payload, cancel);
        }
        finally
        {
            logged.Finish(answered is null ? MessageResults.GivenUp : WordsOf(answered), services.Time.GetElapsedTime(started));
        }

        var (result, took) = (answered, services.Time.GetElapsedTime(started));
        services.Instruments.Called(action, result.Outcome, took);
        activity?.SetTag(Tracing.Result, result.Outcome.ToString());
        if (result.IsFailure is true) activity.Failed(result.Outcome.ToString());
        if (result.IsFailure is { } hasFailed) Judge(hasFailed);
        return result;
    }

    private void Judge(bool hasFailed)
    {
        if (hasFailed) services.Breakers.Failed(Identity);
        else services.Breakers.Succeeded(Identity);
    }

    private async Task<OcppCallResult> ExchangeAsync(Pending call, string action, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        try
        {
            using (var frame = new PooledBuffer(256 + payload.Length))
            {
                OcppFrameWriter.WriteCall(frame, call.Id, action, payload.Span);
                await connection.SendAsync(frame.Written, connection.Closing);
            }

            return await call.Answer.Task.WaitAsync(TimeSpan.FromSeconds(services.Options.CallTimeoutSeconds), services.Time, cancel);
        }
        catch (TimeoutException)
        {
            return OcppCallResult.NoAnswer;
        }
        catch (Exception gone) when (gone is WebSocketException or IOException || (gone is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return OcppCallResult.NotConnected;
        }
        finally
        {
            lock (gate) pending = null;
        }
    }

    private static string WordsOf(OcppCallResult result) => result.Outcome switch
    {
        OcppCallOutcome.Answered => Encoding.UTF8.GetString(result.Payload.Span),
        OcppCallOutcome.Error => $"{result.Error!.CodeText}: {result.Error.Description}",
        OcppCallOutcome.NoAnswer => MessageResults.NoAnswer,
        OcppCallOutcome.NotConnected => MessageResults.ConnectionLost,
        OcppCallOutcome.NotAccepted or OcppCallOutcome.HeldBack => "not sent",
    };

    private sealed record Pending(string Id)
    {
        public TaskCompletionSource<OcppCallResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
