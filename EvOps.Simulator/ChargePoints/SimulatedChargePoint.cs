using System.Text;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>
/// One charge point that speaks OCPP 1.6-J over a real socket: it boots, reports its connectors, charges cars along real curves,
/// obeys its central system, survives being offline, and misbehaves on request. Its state may be read, and everything may be
/// called, from any thread.
/// </summary>
public sealed partial class SimulatedChargePoint : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Connector[] connectors;
    private readonly ChargerConfiguration configuration;
    private readonly Outbox outbox;
    private readonly Random random;
    private readonly CancellationTokenSource disposing = new();
    private readonly TimeProvider time;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A charge point that is not connected yet.</summary>
    public SimulatedChargePoint(ChargePointOptions options)
    {
        if (options.Url.Scheme is not ("ws" or "wss"))
            throw new ArgumentException($"A charge point connects to ws:// or wss://, not {options.Url}.", nameof(options));
        Options = options;
        time = options.Time;
        random = new Random(SeedOf(options));
        configuration = new ChargerConfiguration(options);
        outbox = new Outbox(time);
        meterInterval = options.MeterInterval;
        authorizationKey = options.AuthorizationKey is { } key ? Encoding.UTF8.GetBytes(key) : null;
        Misbehaviour = new Misbehaviour(OnMisbehaviourChanged);
        connectors = [.. Enumerable.Range(1, options.Connectors).Select(number =>
            new Connector(number, options, options.InitialRegisterWh ?? random.Next(200_000, 20_000_000)))];
    }

    /// <summary>What it is.</summary>
    public ChargePointOptions Options { get; }

    /// <summary>Its identity (OCPP-J 1.6 §3.1.1).</summary>
    public string Identity => Options.Identity;

    /// <summary>What it does wrong.</summary>
    public Misbehaviour Misbehaviour { get; }

    /// <summary>Called with every message it sends or receives. Must not block.</summary>
    public Action<OcppDirection, string>? OnFrame { get; set; }

    /// <summary>Where it stands with its central system.</summary>
    public ConnectionState Connection { get; private set; }

    /// <summary>What the central system said to its last BootNotification.</summary>
    public RegistrationStatus Registration { get; private set; }

    /// <summary>The last thing that went wrong, in words; null when nothing did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Transaction-related messages waiting to be sent or answered.</summary>
    public int QueuedMessages => outbox.KeptCount;

    /// <summary>Its connectors, as they are now.</summary>
    public IReadOnlyList<ConnectorState> Connectors
    {
        get
        {
            lock (gate)
                return [.. connectors.Select(Snapshot)];
        }
    }

    /// <summary>One connector, as it is now.</summary>
    public ConnectorState Connector(int number)
    {
        lock (gate)
            return Snapshot(At(number));
    }

    /// <summary>Waits until a condition on its state holds.</summary>
    /// <exception cref="TimeoutException">It does not hold in time (default: 30 s of the real clock).</exception>
    public async Task UntilAsync(
        Func<SimulatedChargePoint, bool> condition, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(timeout ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (condition(this))
                return;
            try
            {
                await next.WaitAsync(enough.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"{Identity} did not get there in time. It is {Connection}; last error: {LastError ?? "none"}.");
            }
        }
    }

    /// <summary>Closes the connection and stops everything, within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposing.IsCancellationRequested)
            return;
        await DisconnectAsync().ConfigureAwait(false);
        await disposing.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (gate)
            running = Task.WhenAll(work);
        await running.ConfigureAwait(false);
        outbox.GoOffline();
        Tell();
    }

    /// <summary>The charge point's own clock, as wrong as it was made.</summary>
    private DateTimeOffset Now => time.GetUtcNow() + Misbehaviour.ClockSkew;

    private Connector At(int number) => number >= 1 && number <= connectors.Length
        ? connectors[number - 1]
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"{Identity} has connectors 1 to {connectors.Length}.");

    private static ConnectorState Snapshot(Connector connector) => new(
        connector.Number,
        connector.Status,
        connector.ErrorCode,
        connector.Car is not null,
        connector.Transaction is not null,
        connector.Transaction?.Id,
        connector.Transaction?.IdTag,
        connector.PowerKw,
        connector.Transaction is { } running ? connector.ToldRegisterWh - running.MeterStart : connector.LastEnergyWh,
        connector.ToldRegisterWh,
        connector.Car?.Soc,
        connector.Car?.Model.Name);

    private void Enqueue(string action, JsonObject payload, bool beforeRegistration = false) => outbox.Add(new OutgoingCall
    {
        Action = action,
        Payload = () => payload,
        BeforeRegistration = beforeRegistration,
    });

    /// <summary>Queues a call and waits for its answer, as every call it sends waits its turn.</summary>
    private Task<JsonObject?> AskAsync(string action, JsonObject payload, bool beforeRegistration = false)
    {
        var call = new OutgoingCall { Action = action, Payload = () => payload, BeforeRegistration = beforeRegistration };
        outbox.Add(call);
        // Whoever ended the connection meanwhile may have looked into the outbox just before.
        if (Connection == ConnectionState.Offline)
            outbox.GoOffline();
        return call.Done.Task;
    }

    private void Tell() =>
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    // string.GetHashCode differs from one run to the next.
    private static int SeedOf(ChargePointOptions options) =>
        options.Identity.Aggregate(options.Seed * 16777619, (hash, letter) => unchecked((hash ^ letter) * 16777619));
}
