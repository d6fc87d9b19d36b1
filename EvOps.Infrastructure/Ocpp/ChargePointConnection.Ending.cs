using System.Net.WebSockets;
using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Ocpp;

// How a connection ends from this side: said and waited for a little, or cut.
public sealed partial class ChargePointConnection
{
    /// <summary>Pings that may stay unanswered, by a charger that has answered before.</summary>
    private const int PingsToMiss = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// True where nothing has come in for longer than this charger may be silent (ocpp.md X17): a few pings where it is known to
    /// answer them, else by its heartbeats, because some never answer a ping (Q20).
    /// </summary>
    public bool IsSilentFor(TimeSpan? setting) =>
        !ChargePoint.Allowances.HasFlag(ChargePointAllowances.Silence)
        && liveness.Silence > (setting ?? TimeSpan.FromSeconds(
            liveness.HasPonged ? PingsToMiss * services.Options.PingSeconds : (2 * ChargePoint.HeartbeatSeconds) + 60));

    /// <summary>The house closes: what is in flight either way is finished, within a little time, then the socket is closed with 1001.</summary>
    public async Task GoAwayAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await outgoing.FinishAsync(patience.Token);
        await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The central system is going down");
    }

    /// <summary>A newer connection of the same charger counts from now on: nobody waits any longer for answers on this one.</summary>
    public Task GiveWayAsync()
    {
        outgoing.FailAll();
        return CloseAsync(WebSocketCloseStatus.PolicyViolation, "A newer connection of this charge point took over");
    }

    /// <summary>Lets what is being handled be answered, says goodbye, waits a little for the other end to do so too, and cuts the line.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        var isIdle = await handling.WaitAsync(Patience);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        patience.CancelAfter(Patience);
        try
        {
            await SayCloseAsync(status, reason, patience.Token);
            if (isIdle) handling.Release();
            await Task.Delay(Timeout.Infinite, patience.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // It has ended, or there is no more patience.
        }

        Abort();
    }

    /// <summary>Cuts the line without a word. Any thread, any number of times.</summary>
    public void Abort()
    {
        // The read that waits on a dead line hears of it by its token only.
        closing.Cancel();
        socket.Abort();
    }

    // Semaphores and token sources hold nothing here that must be given back, and a caller may still be about to leave one.
    public void Dispose() => socket.Dispose();

    private async Task SayCloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(status, reason, cancel);
        }
        finally
        {
            sending.Release();
        }
    }

    // To hang up with bytes unread would reset the line, and the charger might never read why.
    private async Task DiscardRestAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        patience.CancelAfter(Patience);
        using var scratch = new PooledBuffer(FirstBuffer);
        while ((await socket.ReceiveAsync(scratch.GetMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }
    }
}
