namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>What the central system knows about a tag (OCPP 1.6 §7.27).</summary>
/// <param name="Status">The verdict.</param>
/// <param name="ExpiryDate">When a charger should drop it from its cache.</param>
/// <param name="ParentIdTag">The group; another tag of the same group may end the session.</param>
public sealed record IdTagInfo(AuthorizationStatus Status, DateTimeOffset? ExpiryDate = null, string? ParentIdTag = null);

/// <summary>OCPP 1.6 §7.2.</summary>
public enum AuthorizationStatus
{
    Accepted,
    Blocked,
    Expired,
    Invalid,

    /// <summary>The tag is charging elsewhere; only in answers to StartTransaction.</summary>
    ConcurrentTx,
}
