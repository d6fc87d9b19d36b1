using EvOps.Domain.Common;

namespace EvOps.Domain.Users;

/// <summary>What the centre says of a tag (OCPP 1.6 §7.2 AuthorizationStatus, without ConcurrentTx, which belongs to a moment and not to a tag).</summary>
public enum TagStatus
{
    Accepted,
    Blocked,
    Expired,
    Invalid,
}

/// <summary>What a driver holds against the reader (OCPP 1.6 §7.28 IdToken): compared without regard to case, at most 255 characters here because real chargers send more than the standard's 20.</summary>
public sealed class IdTag : IHasRowVersion
{
    public const int LongestValue = 255;

    public IdTag(string value, TagStatus status) => (Value, Status) = (Normalise(value), status);

    private IdTag()
    {
    }

    /// <summary>Upper-case, trimmed; the key.</summary>
    public string Value { get; private init; } = "";

    public TagStatus Status { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The group this tag belongs to (OCPP 1.6 §3.10); members may stop each other's sessions.</summary>
    public string? ParentValue { get; private set; }

    /// <summary>The driver who owns it.</summary>
    public Guid? UserId { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    /// <summary>The form tags are compared and stored in: without the blanks and control characters that readers put around them, upper-case.</summary>
    public static string Normalise(string value)
    {
        var text = value.AsSpan();
        while (text is [var first, ..] && IsAround(first)) text = text[1..];
        while (text is [.., var last] && IsAround(last)) text = text[..^1];
        return text.ToString().ToUpperInvariant();
    }

    public void Change(TagStatus status, DateTimeOffset? expiresAt, string? parentValue, Guid? userId)
    {
        Status = status;
        ExpiresAt = expiresAt;
        ParentValue = Normalise(parentValue ?? "") is { Length: > 0 } parent ? parent : null;
        UserId = userId;
    }

    /// <summary>What to answer now: an accepted tag whose day has passed is Expired.</summary>
    public TagStatus StatusAt(DateTimeOffset now) =>
        Status == TagStatus.Accepted && ExpiresAt <= now ? TagStatus.Expired : Status;

    private static bool IsAround(char letter) => char.IsWhiteSpace(letter) || char.IsControl(letter);
}
