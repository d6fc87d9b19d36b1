namespace EvOps.Domain.Webhooks;

/// <summary>Something that happened, as it is told to others. Stored in the save of what happened; written once.</summary>
public sealed class WebhookEvent
{
    public const int LongestKey = 255;

    public WebhookEvent(Guid id, string type, string key, DateTimeOffset at, string payload)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, LongestKey);
        (Id, Type, Key, At, Payload) = (id, type, key, at, payload);
    }

    private WebhookEvent()
    {
    }

    public Guid Id { get; private init; }

    public string Type { get; private init; } = "";

    /// <summary>What happened once has one key: the same type and key a second time is the same event.</summary>
    public string Key { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    /// <summary>The body of every delivery, byte for byte: {id,type,at,data}.</summary>
    public string Payload { get; private init; } = "";
}
