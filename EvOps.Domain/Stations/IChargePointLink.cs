namespace EvOps.Domain.Stations;

/// <summary>How a command to a charger ended.</summary>
public enum LinkResult
{
    /// <summary>The charger agreed.</summary>
    Accepted,

    /// <summary>The charger said no.</summary>
    Rejected,

    /// <summary>It is not connected; nothing was sent.</summary>
    NotConnected,

    /// <summary>It did not answer in time; it may still act.</summary>
    NoAnswer,

    /// <summary>It answered with an error of the protocol.</summary>
    Error,

    /// <summary>Not sent: it has not followed the last commands, and is left alone for a while.</summary>
    HeldBack,
}

/// <summary>What became of a command: the result, and the charger's own word for it ("Rejected", "NotSupported: …").</summary>
public readonly record struct LinkAnswer(LinkResult Result, string Words)
{
    public bool IsAccepted => Result == LinkResult.Accepted;
}

/// <summary>A plug that a charger is to keep for a tag (OCPP 1.6 §5.13).</summary>
/// <param name="Until">Then it forgets it by itself.</param>
public sealed record ReservationWish(int ConnectorNumber, int ReservationId, string IdTag, string? ParentIdTag, DateTimeOffset Until);

/// <summary>
/// What the house asks of a connected charger. Declared here so that features never see a wire type; each OCPP version
/// implements it. Commands to one charger go one after the other; a command never throws for what the charger did.
/// </summary>
public interface IChargePointLink
{
    bool IsConnected(string identity);

    /// <summary>The identities of all that are connected at this moment.</summary>
    IReadOnlyCollection<string> Connected { get; }

    /// <summary>Since when a connected charger has been; null where it is not connected.</summary>
    DateTimeOffset? ConnectedSince(string identity);

    /// <summary>When a connected charger was last heard of, pings included; null where it is not connected.</summary>
    DateTimeOffset? LastHeard(string identity);

    /// <summary>How long the answer to a command is waited for at most.</summary>
    TimeSpan LongestAnswer { get; }

    /// <summary>Whether commands go to a charger, or are held back because the last ones failed.</summary>
    BreakerReading BreakerOf(string identity);

    /// <summary>Asks the charger to begin (OCPP 1.6 §5.11). Accepted is no session yet: StartTransaction is.</summary>
    Task<LinkAnswer> StartAsync(string identity, int connectorNumber, string idTag, CancellationToken cancel);

    /// <summary>Asks the charger to end a transaction (OCPP 1.6 §5.12).</summary>
    Task<LinkAnswer> StopAsync(string identity, int transactionId, CancellationToken cancel);

    /// <summary>Asks the charger to release a cable (OCPP 1.6 §5.18). Accepted: it says that it did; its own words are UnlockFailed or NotSupported otherwise.</summary>
    Task<LinkAnswer> UnlockAsync(string identity, int connectorNumber, CancellationToken cancel);

    /// <summary>Asks the charger to tell the state of a plug now (OCPP 1.6 §5.17 TriggerMessage).</summary>
    Task<LinkAnswer> AskForStatusAsync(string identity, int connectorNumber, CancellationToken cancel);

    /// <summary>Asks the charger for a heartbeat (OCPP 1.6 §5.17 TriggerMessage): harms nothing, and shows whether it follows.</summary>
    Task<LinkAnswer> AskForHeartbeatAsync(string identity, CancellationToken cancel);

    /// <summary>Asks the charger to tell the readings of a plug now (OCPP 1.6 §5.17 TriggerMessage).</summary>
    Task<LinkAnswer> AskForReadingAsync(string identity, int connectorNumber, CancellationToken cancel);

    /// <summary>Asks the charger to restart (OCPP 1.6 §5.14); hard is a power cycle and ends whatever runs.</summary>
    Task<LinkAnswer> ResetAsync(string identity, bool isHard, CancellationToken cancel);

    /// <summary>Asks the charger to keep a plug for a tag (OCPP 1.6 §5.13). Its own words say why not: Occupied, Faulted, Unavailable or Rejected. The same number again replaces it.</summary>
    Task<LinkAnswer> ReserveAsync(string identity, ReservationWish wish, CancellationToken cancel);

    /// <summary>Asks the charger to forget a reservation (OCPP 1.6 §5.1). Rejected: it knows of none.</summary>
    Task<LinkAnswer> CancelReservationAsync(string identity, int reservationId, CancellationToken cancel);

    /// <summary>Asks the charger to boot anew towards us, after approval (OCPP 1.6 §5.17 TriggerMessage).</summary>
    Task<LinkAnswer> AskToBootAsync(string identity, CancellationToken cancel);
}
