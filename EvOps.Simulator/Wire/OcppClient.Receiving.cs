using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// What comes in: to the caller who waits for it, to the handler, or to the inbox.
public sealed partial class OcppClient
{
    private async Task PumpAsync()
    {
        var message = new OcppMessageReader(socket!);
        try
        {
            while (await message.ReadAsync(lifetime.Token).ConfigureAwait(false) is { } text)
            {
                OnFrame?.Invoke(OcppDirection.Received, text);
                Dispatch(text);
            }

            CloseStatus = socket!.CloseStatus;
            CloseDescription = socket.CloseStatusDescription;
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // However the connection ends, its end is told by Closed.
        }
        finally
        {
            closed.TrySetResult();
            inbox.Writer.TryComplete();
            foreach (var answer in pending.Values)
                answer.TrySetException(Lost());
            await lifetime.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(answering.Keys).ConfigureAwait(false);
        }
    }

    private void Dispatch(string text)
    {
        var frame = OcppFrame.TryParse(text);
        var messageId = frame is null ? null : OcppFrame.Text(frame[1]);
        switch (frame is null ? 0 : OcppFrame.Type(frame))
        {
            case OcppFrame.ResultType when pending.TryRemove(messageId!, out var answer):
                answer.TrySetResult(OcppFrame.Detach(frame!, 2));
                break;
            case OcppFrame.ErrorType when pending.TryRemove(messageId!, out var answer):
                answer.TrySetException(new OcppCallError(
                    OcppFrame.Text(frame![2]) ?? "", frame.Count > 3 ? OcppFrame.Text(frame[3]) ?? "" : "", OcppFrame.Detach(frame, 4)));
                break;
            case OcppFrame.CallType when OnCall is { } handler && OcppFrame.Text(frame![2]) is { } action:
                Track(AnswerAsync(handler, new OcppCall(messageId!, action, OcppFrame.Detach(frame, 3))));
                break;
            default:
                inbox.Writer.TryWrite(text);
                break;
        }
    }

    private void Track(Task task)
    {
        answering[task] = true;
        task.ContinueWith(done => answering.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task AnswerAsync(Func<OcppCall, CancellationToken, Task<JsonObject?>> handler, OcppCall call)
    {
        await Task.Yield();
        try
        {
            try
            {
                if (await handler(call, lifetime.Token).ConfigureAwait(false) is { } result)
                    await SendRawAsync(OcppFrame.Result(call.MessageId, result), lifetime.Token).ConfigureAwait(false);
                call.Answered();
            }
            catch (OcppCallError error)
            {
                await SendRawAsync(OcppFrame.Error(call.MessageId, error), lifetime.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (OcppConnectionLostException or OperationCanceledException))
            {
                var error = new OcppCallError("InternalError", e.Message);
                await SendRawAsync(OcppFrame.Error(call.MessageId, error), lifetime.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OcppConnectionLostException or OperationCanceledException)
        {
            // Nobody is left to hear the answer.
        }
    }
}
