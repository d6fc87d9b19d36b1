namespace EvOps.Simulator;

// Being connected: connect, register, talk, reconnect.
public sealed partial class SimulatedChargePoint
{
    private CancellationTokenSource? lifeEnd;
    private Task life = Task.CompletedTask;
    private OcppClient? client;
    private TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? authorizationKey;
    private bool endAbruptly;
    private bool isRebooting;

    /// <summary>
    /// Connects and registers; from then on it stays connected by itself until <see cref="DisconnectAsync"/>. Returns when the first
    /// BootNotification was answered, whatever the answer (see <see cref="Registration"/>), or when the connection stands again
    /// where it need not boot.
    /// </summary>
    /// <exception cref="OcppHandshakeException">The first attempt failed; no other is made.</exception>
    public async Task ConnectAsync(CancellationToken cancel = default)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Begin(first, CancellationToken.None);
        await first.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Connects, and connects again whenever it has to, until cancelled; then closes cleanly and returns.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Begin(first: null, cancel);
        await life.ConfigureAwait(false);
    }

    /// <summary>Ends the connection and stays offline until connected again. Cars go on charging; what must be told is kept.</summary>
    /// <param name="abrupt">Drop the TCP connection instead of closing it.</param>
    public async Task DisconnectAsync(bool abrupt = false)
    {
        CancellationTokenSource? ending;
        lock (gate)
        {
            endAbruptly = abrupt;
            ending = lifeEnd;
        }

        if (ending is not null)
            await ending.CancelAsync().ConfigureAwait(false);
        await life.ConfigureAwait(false);
    }

    private void Begin(TaskCompletionSource? first, CancellationToken cancel)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposing.IsCancellationRequested, this);
            if (!life.IsCompleted)
                throw new InvalidOperationException($"{Identity} is connected already.");
            endAbruptly = false;
            lifeEnd?.Dispose();
            lifeEnd = CancellationTokenSource.CreateLinkedTokenSource(cancel, disposing.Token);
            var end = lifeEnd.Token;
            life = Task.Run(() => LiveAsync(first, end), CancellationToken.None);
        }

        StartWorld();
    }

    private async Task LiveAsync(TaskCompletionSource? first, CancellationToken end)
    {
        var failures = 0;
        try
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    await NetworkReturnsAsync(end).ConfigureAwait(false);
                    SetConnection(ConnectionState.Connecting);
                    var opened = await OpenAsync(end).ConfigureAwait(false);
                    failures = 0;
                    await TalkAsync(opened, first, end).ConfigureAwait(false);
                }
                catch (OcppHandshakeException e) when (first is { Task.IsCompleted: false })
                {
                    LastError = e.Message;
                    SetConnection(ConnectionState.Offline);
                    first.TrySetException(e);
                    return;
                }
                catch (Exception e) when (e is OcppHandshakeException or OcppConnectionLostException or TimeoutException or OcppCallError)
                {
                    LastError = e.Message;
                }

                SetConnection(ConnectionState.Offline);
                outbox.GoOffline();
                await Task.Delay(PauseBeforeReconnect(failures++), time, end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Asked to end.
        }
        finally
        {
            SetConnection(ConnectionState.Offline);
            outbox.GoOffline();
            await BuryAsync().ConfigureAwait(false);
            first?.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task<OcppClient> OpenAsync(CancellationToken end)
    {
        var options = new OcppClientOptions
        {
            Subprotocols = Options.Subprotocols ?? ["ocpp1.6"],
            User = authorizationKey is null ? null : Identity,
            PasswordBytes = authorizationKey ?? default,
            CallTimeout = Options.CallTimeout,
            PingInterval = Options.PingInterval,
            AcceptAnyCertificate = Options.AcceptAnyCertificate,
        };
        var opening = new OcppClient { OnCall = AnswerAsync, OnFrame = (direction, text) => OnFrame?.Invoke(direction, text) };
        try
        {
            await opening.ConnectAsync(OcppClient.UrlFor(Options.Url, Identity), options, end).ConfigureAwait(false);
            return opening;
        }
        catch
        {
            await opening.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task TalkAsync(OcppClient opened, TaskCompletionSource? first, CancellationToken end)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
        Task drop;
        lock (gate)
        {
            client = opened;
            dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drop = dropped.Task;
            if (Options.BootOnReconnect)
                Registration = RegistrationStatus.None;
            // The network went while the connection was being made.
            if (!networkReturns.Task.IsCompleted)
                Lose(opened);
        }

        outbox.GoOffline();

        var sending = SendAsync(opened, over.Token);
        var registering = StayRegisteredAsync(first, over.Token);
        try
        {
            await Task.WhenAny(opened.Closed, sending, drop, registering, Task.Delay(Timeout.Infinite, over.Token)).ConfigureAwait(false);
        }
        finally
        {
            bool isLost;
            lock (gate)
            {
                client = null;
                isLost = opened == lostClient;
            }

            if (!isLost)
            {
                if (drop.IsCompleted || (end.IsCancellationRequested && endAbruptly))
                    opened.Abort();
                await opened.DisposeAsync().ConfigureAwait(false);
            }

            await over.CancelAsync().ConfigureAwait(false);
            outbox.GoOffline();
            await Task.WhenAll(sending, registering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        end.ThrowIfCancellationRequested();
        if (registering.IsFaulted)
            await registering.ConfigureAwait(false);
        if (!drop.IsCompleted)
            throw new OcppConnectionLostException(
                opened.CloseStatus is { } status ? $"The central system closed: {(int)status} {opened.CloseDescription}" : "The connection was lost.");
    }

    private TimeSpan PauseBeforeReconnect(int failures)
    {
        if (isRebooting)
        {
            isRebooting = false;
            return Options.RebootTime;
        }

        var longest = Math.Min(60, Options.ReconnectDelay.TotalSeconds * Math.Pow(2, Math.Min(failures, 10)));
        lock (gate)
            return TimeSpan.FromSeconds(longest * (0.5 + random.NextDouble() / 2));
    }

    private void SetConnection(ConnectionState state)
    {
        Connection = state;
        Tell();
    }
}
