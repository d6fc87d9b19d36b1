using EvOps.Domain.Common;

namespace EvOps.Domain.Alerts;

/// <summary>How much it matters.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing; nobody has to act today.</summary>
    Info,

    /// <summary>Somebody should look at it.</summary>
    Warning,

    /// <summary>Drivers or money are at stake now.</summary>
    Critical,
}

/// <summary>Where an alert stands.</summary>
public enum AlertState
{
    /// <summary>It holds, and nobody has taken it.</summary>
    Open,

    /// <summary>It holds, and somebody sees to it.</summary>
    Acknowledged,

    /// <summary>It does not hold any more.</summary>
    Resolved,
}

/// <summary>That something is wrong now, as a rule found it. The same key is the same trouble.</summary>
/// <param name="Key">What makes it this one: "charger-offline/019aa…".</param>
/// <param name="Rule">The rule that found it, in one word: "charger_offline".</param>
/// <param name="Title">One line.</param>
/// <param name="Words">What is known, and what to do about it.</param>
/// <param name="Link">Path inside the console.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="ChargePoint">The charger's OCPP identity; null where it is about none.</param>
public sealed record AlertSignal(
    string Key, string Rule, AlertSeverity Severity, string Title, string Words, string Link, DateTimeOffset Since, string? ChargePoint = null, Guid? StationId = null);

/// <summary>
/// Something that is wrong, from the moment a rule found it to the proof that it is over: who took it, when, with what words. What
/// comes and goes is one alert with a count, not a hundred.
/// </summary>
public sealed class Alert : IHasRowVersion
{
    public const int LongestKey = 200, LongestTitle = 200, LongestWords = 1000, LongestLink = 255, LongestComment = 500, LongestBy = 200;

    /// <summary>What comes back within this time was never really over.</summary>
    public static readonly TimeSpan Flapping = TimeSpan.FromMinutes(10);

    /// <summary>What nobody took for so long is told again, and louder.</summary>
    public static readonly TimeSpan EscalatesAfter = TimeSpan.FromMinutes(15);

    public Alert(AlertSignal signal, DateTimeOffset now)
    {
        (Id, Key, Rule, RaisedAt) = (Ids.New(now), signal.Key, signal.Rule, now);
        if (signal.Key.Length > LongestKey) throw new ArgumentException($"{signal.Key} is too long to be kept.", nameof(signal));
        See(signal, now);
        Times = 1;
    }

    private Alert()
    {
    }

    public Guid Id { get; private init; }

    public string Key { get; private init; } = "";

    public string Rule { get; private init; } = "";

    public AlertSeverity Severity { get; private set; }

    public string Title { get; private set; } = "";

    public string Words { get; private set; } = "";

    public string Link { get; private set; } = "";

    public string? ChargePoint { get; private set; }

    public Guid? StationId { get; private set; }

    public AlertState State { get; private set; }

    /// <summary>Since when it is so; earlier than it was found.</summary>
    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset RaisedAt { get; private init; }

    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>How many times it came: more than once where it comes and goes.</summary>
    public int Times { get; private set; }

    /// <summary>Who sees to it.</summary>
    public string? Owner { get; private set; }

    public DateTimeOffset? AcknowledgedAt { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>Until when nobody wants to hear of it.</summary>
    public DateTimeOffset? SnoozedUntil { get; private set; }

    public DateTimeOffset? EscalatedAt { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>How it is known to be over: "by itself: the charger is back", or a person and a reason.</summary>
    public string? Resolution { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public bool IsOpen => State != AlertState.Resolved;

    public bool IsSnoozed(DateTimeOffset now) => SnoozedUntil > now;

    /// <summary>It still holds. False where nothing new is known of it.</summary>
    public bool See(AlertSignal signal, DateTimeOffset now)
    {
        var isNew = (Severity, Title, Words) != (signal.Severity, Cut(signal.Title, LongestTitle), Cut(signal.Words, LongestWords));
        (Severity, Title, Words, Link, ChargePoint, StationId, LastSeenAt) =
            (signal.Severity, Cut(signal.Title, LongestTitle), Cut(signal.Words, LongestWords), Cut(signal.Link, LongestLink), signal.ChargePoint, signal.StationId, now);
        if (Since == default) Since = signal.Since;
        return isNew;
    }

    /// <summary>It is back soon after it was over: the same trouble, and whoever had it has it still.</summary>
    public void ComeBack(AlertSignal signal, DateTimeOffset now)
    {
        if (IsOpen) throw new InvalidOperationException($"Alert {Id} is open.");
        (State, ResolvedAt, Resolution) = (Owner is null ? AlertState.Open : AlertState.Acknowledged, null, null);
        Times++;
        See(signal, now);
    }

    /// <summary>Somebody takes it.</summary>
    public Outcome Acknowledge(string by, string? comment, DateTimeOffset now)
    {
        if (!IsOpen) return Refuse.NotNow("alert_resolved", "The alert is over already.");
        if (comment?.Length > LongestComment) return Refuse.InvalidField("comment", $"A comment has at most {LongestComment} characters.");
        if (State == AlertState.Acknowledged && Owner != by) return Refuse.Conflict("already_acknowledged", $"{Owner} took it at {AcknowledgedAt:HH:mm} UTC.");
        (State, Owner, AcknowledgedAt, Comment) = (AlertState.Acknowledged, Cut(by, LongestBy), AcknowledgedAt ?? now, string.IsNullOrWhiteSpace(comment) ? Comment : comment.Trim());
        return Outcome.Done;
    }

    public Outcome Snooze(TimeSpan time, DateTimeOffset now)
    {
        if (!IsOpen) return Refuse.NotNow("alert_resolved", "The alert is over already.");
        if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(7)) return Refuse.InvalidField("minutes", "An alert can be snoozed for a minute up to seven days.");
        SnoozedUntil = now + time;
        return Outcome.Done;
    }

    /// <summary>It is over, because nothing shows it any more.</summary>
    public void Resolve(string how, DateTimeOffset now)
    {
        if (!IsOpen) return;
        (State, ResolvedAt, Resolution, SnoozedUntil) = (AlertState.Resolved, now, Cut(how, LongestComment), null);
    }

    /// <summary>True once, when nobody took a critical alert in time.</summary>
    public bool Escalate(DateTimeOffset now)
    {
        if (State != AlertState.Open || Severity != AlertSeverity.Critical || EscalatedAt is not null || IsSnoozed(now) || now - RaisedAt < EscalatesAfter) return false;
        EscalatedAt = now;
        return true;
    }

    private static string Cut(string text, int longest) => text.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}
