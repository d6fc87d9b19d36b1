namespace EvOps.Domain.Webhooks;

/// <summary>A kind of event that other systems can be told of.</summary>
/// <param name="Name">As it stands in payloads and headers; it never changes.</param>
/// <param name="Words">When it happens, for people who choose.</param>
public sealed record WebhookEventType(string Name, string Words)
{
    public const string SessionForceEnded = "session.force_ended";
    public const string SessionStuck = "session.stuck";
    public const string ConnectorUnlocked = "connector.unlocked";
    public const string FaultRaised = "fault.raised";
    public const string FaultCleared = "fault.cleared";

    public const string AlertRaised = "alert.raised";
    public const string AlertResolved = "alert.resolved";

    /// <summary>A test by hand, to one subscription; nobody subscribes to it.</summary>
    public const string Ping = "ping";

    /// <summary>What can be subscribed to.</summary>
    public static readonly IReadOnlyList<WebhookEventType> All =
    [
        new(SessionForceEnded, "A session was ended by the house or an operator, not by its charger"),
        new(SessionStuck, "A session was found stuck"),
        new(ConnectorUnlocked, "A connector was unlocked from here"),
        new(FaultRaised, "A charger or one of its connectors reports a fault"),
        new(AlertRaised, "An alert was raised: something is wrong with the network or the house"),
        new(AlertResolved, "An alert is over"),
        new(FaultCleared, "A charger or connector that reported a fault no longer does"),
    ];

    public static bool IsKnown(string name) => All.Any(type => type.Name == name);
}
