namespace EvOps.Simulator;

// Sending what is in the outbox, one call at a time.
public sealed partial class SimulatedChargePoint
{
    private async Task SendAsync(OcppClient connection, CancellationToken over)
    {
        while (true)
        {
            var call = await outbox.NextAsync(() => Registration == RegistrationStatus.Accepted, over).ConfigureAwait(false);
            try
            {
                var answer = await connection.CallAsync(call.Action, call.Payload(), cancel: over).ConfigureAwait(false);
                call.Answered?.Invoke(answer);
                outbox.Remove(call);
                call.Done.TrySetResult(answer);
            }
            catch (Exception e) when (e is OcppCallError or TimeoutException)
            {
                LastError = $"{call.Action}: {e.Message}";
                PutOffOrGiveUp(call, e);
            }

            Tell();
        }
    }

    // OCPP 1.6 §3.7.1: a transaction message that was not processed is sent again, ever later, a limited number of times.
    private void PutOffOrGiveUp(OutgoingCall call, Exception why)
    {
        call.Attempts++;
        lock (gate)
        {
            if (call.IsKept && call.Attempts < configuration.Int("TransactionMessageAttempts"))
            {
                call.NotBefore = time.GetUtcNow()
                    + TimeSpan.FromSeconds(configuration.Int("TransactionMessageRetryInterval")) * call.Attempts;
                return;
            }
        }

        outbox.Remove(call);
        call.Done.TrySetException(why);
    }
}
