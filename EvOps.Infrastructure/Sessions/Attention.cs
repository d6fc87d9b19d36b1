namespace EvOps.Infrastructure.Sessions;

/// <summary>What can need somebody, the most urgent first.</summary>
public enum AttentionKind
{
    ChargerFaulted,
    ConnectorFaulted,

    /// <summary>Asked to stop, and the charger has not.</summary>
    StopOverdue,

    /// <summary>Asked to start, and the charger has not; the driver stands there.</summary>
    StartOverdue,

    /// <summary>An approved charger that was here before and is gone.</summary>
    ChargerOffline,

    /// <summary>Owed to a driver, and it could not be paid.</summary>
    RefundFailed,

    /// <summary>The meter cannot be believed; nobody has been billed.</summary>
    SessionHeld,

    /// <summary>A StopTransaction that belongs to no known session.</summary>
    StopUnmatched,

    /// <summary>A vendor told something that nobody could do anything with.</summary>
    VendorEventDead,

    /// <summary>Asked for by one, and somebody else has to decide.</summary>
    RefundToApprove,

    /// <summary>Somebody has to let the charger in.</summary>
    ChargerQuarantined,

    /// <summary>The house gave up on another system that is told of events.</summary>
    WebhookDisabled,
}

/// <summary>One thing that needs somebody.</summary>
/// <param name="ChargePointId">The charger it is about; empty where it is about none.</param>
/// <param name="Charger">OCPP identity of that charger; the subscription's name where it is about a webhook, the vendor's or the refund's where it is about that.</param>
/// <param name="Detail">What the charger said, or why: an error code, a reason; null where the kind says it all.</param>
/// <param name="Since">Null where nobody knows.</param>
/// <param name="TimeZone">The station's IANA zone; null where the charger stands nowhere yet.</param>
/// <param name="Link">Where to go; null where the charger or the session is the place.</param>
public sealed record AttentionItem(
    AttentionKind Kind, Guid ChargePointId, string Charger, int? Connector, string? StationName, string? TimeZone, string? Detail, DateTimeOffset? Since, Guid? SessionId = null, string? Link = null);

/// <summary>What needs somebody now.</summary>
/// <param name="Items">The most urgent kind first, of each kind the oldest first, and of each kind only the first few.</param>
/// <param name="Counts">How many there are of each kind, shown or not.</param>
/// <param name="QuietSince">Since when nothing does; null while something does, and until it was looked the first time.</param>
public sealed record Attention(IReadOnlyList<AttentionItem> Items, IReadOnlyDictionary<AttentionKind, int> Counts, DateTimeOffset? QuietSince)
{
    public static readonly Attention NotLooked = new([], new Dictionary<AttentionKind, int>(), null);

    public bool IsSame(Attention other) =>
        QuietSince == other.QuietSince && Items.SequenceEqual(other.Items) && Counts.Count == other.Counts.Count && !Counts.Except(other.Counts).Any();
}

/// <summary>What needs somebody changed.</summary>
public readonly record struct AttentionChanged;
