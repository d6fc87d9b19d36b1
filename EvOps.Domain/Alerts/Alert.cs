using System.Security.Cryptography;
using System.Text;
using EvOps.Domain.Common;
using EvOps.Domain.Users;

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

/// <summary>What one more look at an open alert came to.</summary>
public enum AlertNews
{
    /// <summary>It is as it was.</summary>
    None,

    /// <summary>Its words are others, or it came back while it was waited for that it stays quiet.</summary>
    Changed,

    /// <summary>It is graver than it ever was: whoever took it took something smaller.</summary>
    Graver,
}

/// <summary>That something is wrong now, as a rule found it. The same key is the same trouble.</summary>
/// <param name="Key">What makes it this one: "charger-offline/019aa…". One that is too long to be kept is cut, and stays its own by a hash.</param>
/// <param name="Rule">The rule that found it, in one word: "charger_offline".</param>
/// <param name="Title">One line.</param>
/// <param name="Words">What is known, and what to do about it.</param>
/// <param name="Link">Path inside the console.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="ChargePoint">The charger's OCPP identity; null where it is about none.</param>
/// <param name="Needs">What the page behind the link asks for: to others it is closed.</param>
public sealed record AlertSignal(
    string Key, string Rule, AlertSeverity Severity, string Title, string Words, string Link, DateTimeOffset Since, string? ChargePoint = null, Guid? StationId = null,
    Permission Needs = Permission.ViewNetwork)
{
    public string Key { get; init; } = KeyOf(Key);

    /// <summary>A key as it is kept: models, firmwares and codes are as long as their makers like.</summary>
    public static string KeyOf(string key) =>
        key.Length <= Alert.LongestKey ? key : $"{key.AsSpan(0, Alert.LongestKey - 65)}#{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}

/// <summary>
/// Something that is wrong, from the moment a rule found it to the proof that it is over: who took it, when, with what words. What
/// comes and goes is one alert with a count, not a hundred: from the third time on it stays open until it has been quiet for a while.
/// </summary>
public sealed class Alert : IHasRowVersion
{
    public const int LongestKey = 200, LongestTitle = 200, LongestWords = 1000, LongestLink = 255, LongestComment = 500, LongestBy = 200;

    /// <summary>So many times within <see cref="Flapping"/> of each other, and it comes and goes.</summary>
    public const int FlapsFrom = 3;

    /// <summary>What comes back within this time was never really over.</summary>
    public static readonly TimeSpan Flapping = TimeSpan.FromMinutes(10);

    /// <summary>What nobody took for so long is told again, and louder.</summary>
    public static readonly TimeSpan EscalatesAfter = TimeSpan.FromMinutes(15);

    public Alert(AlertSignal signal, DateTimeOffset now)
    {
        (Id, Key, Rule, Since, RaisedAt, LastRaisedAt, Times) = (Ids.New(now), signal.Key, signal.Rule, signal.Since, now, now, 1);
        Take(signal);
        Gravest = signal.Severity;
    }

    private Alert()
    {
    }

    public Guid Id { get; private init; }

    public string Key { get; private init; } = "";

    public string Rule { get; private init; } = "";

    public AlertSeverity Severity { get; private set; }

    /// <summary>The gravest it has been since it was raised last; falling and rising again is no news.</summary>
    public AlertSeverity Gravest { get; private set; }

    public string Title { get; private set; } = "";

    public string Words { get; private set; } = "";

    public string Link { get; private set; } = "";

    /// <summary>Who may open the link.</summary>
    public Permission LinkNeeds { get; private set; }

    public string? ChargePoint { get; private set; }

    public Guid? StationId { get; private set; }

    public AlertState State { get; private set; }

    /// <summary>Since when it is so; earlier than it was found.</summary>
    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset RaisedAt { get; private init; }

    /// <summary>When people were called last: it was raised, came back, or became graver.</summary>
    public DateTimeOffset LastRaisedAt { get; private set; }

    /// <summary>How many times it came: more than once where it comes and goes.</summary>
    public int Times { get; private set; }

    /// <summary>Of one that comes and goes: since when nothing shows it. Null while something does.</summary>
    public DateTimeOffset? QuietSince { get; private set; }

    /// <summary>Who sees to it.</summary>
    public string? Owner { get; private set; }

    public DateTimeOffset? AcknowledgedAt { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>Until when nobody wants to hear of it; stands even where it is over and comes back meanwhile.</summary>
    public DateTimeOffset? SnoozedUntil { get; private set; }

    public DateTimeOffset? EscalatedAt { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>What was seen that shows it to be over: "CP-7 connected again at 14:02 UTC and reports Available."</summary>
    public string? Resolution { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public bool IsOpen => State != AlertState.Resolved;

    /// <summary>Came so often that the next quiet moment proves nothing.</summary>
    public bool ComesAndGoes => Times >= FlapsFrom;

    public bool IsSnoozed(DateTimeOffset now) => IsOpen && SnoozedUntil > now;

    /// <summary>It still holds.</summary>
    public AlertNews See(AlertSignal signal, DateTimeOffset now)
    {
        var isBack = QuietSince is not null;
        if (isBack) (QuietSince, Times) = (null, Times + 1);
        var isNew = Take(signal);
        if (signal.Severity <= Gravest) return isNew || isBack ? AlertNews.Changed : AlertNews.None;

        (Gravest, SnoozedUntil) = (signal.Severity, null);
        Call(now);
        return AlertNews.Graver;
    }

    /// <summary>It is back soon after it was over: the same trouble, which somebody has to look at anew.</summary>
    public void ComeBack(AlertSignal signal, DateTimeOffset now)
    {
        if (IsOpen) throw new InvalidOperationException($"Alert {Id} is open.");
        (ResolvedAt, Resolution, Times, Gravest) = (null, null, Times + 1, signal.Severity);
        Take(signal);
        Call(now);
    }

    /// <summary>Nothing shows it any more. True where that is the end of it; what comes and goes has to be quiet for a while first.</summary>
    public bool Fade(DateTimeOffset now)
    {
        if (!ComesAndGoes) return true;
        QuietSince ??= now;
        return now - QuietSince >= Flapping;
    }

    /// <summary>It is over.</summary>
    /// <param name="how">What was seen that shows it.</param>
    public void Resolve(string how, DateTimeOffset now)
    {
        if (!IsOpen) return;
        (State, ResolvedAt, Resolution, QuietSince) = (AlertState.Resolved, now, Cut(how, LongestComment), null);
    }

    /// <summary>Somebody takes it.</summary>
    /// <param name="takesOver">From whoever has it, too.</param>
    public Outcome Acknowledge(string by, string? comment, DateTimeOffset now, bool takesOver = false)
    {
        if (Faults(comment) is { } refusal) return refusal;
        var isAnothers = Owner is not null && Owner != Cut(by, LongestBy);
        if (isAnothers && !takesOver) return Refuse.Conflict("already_acknowledged", $"{Owner} took it at {AcknowledgedAt:HH:mm} UTC: take it over if {Owner} cannot see to it.");
        Give(by, comment, isAnothers ? now : AcknowledgedAt ?? now);
        return Outcome.Done;
    }

    /// <summary>Whoever has it gives it to somebody else; what nobody has may be given by anybody.</summary>
    public Outcome HandOver(string by, string to, string? comment, DateTimeOffset now)
    {
        if (Faults(comment) is { } refusal) return refusal;
        if (Owner is not null && Owner != Cut(by, LongestBy)) return Refuse.Conflict("not_yours", $"{Owner} has it: take it over first.");
        if (Owner == Cut(to, LongestBy)) return Refuse.Conflict("already_acknowledged", $"{Owner} has it already.");
        Give(to, comment, now);
        return Outcome.Done;
    }

    /// <summary>Whoever has it gives it back: it waits for somebody again, and is told again if nobody takes it.</summary>
    public Outcome Release(string by, DateTimeOffset now)
    {
        if (Faults(null) is { } refusal) return refusal;
        if (Owner is null) return Refuse.NotNow("not_taken", "Nobody has taken it.");
        if (Owner != Cut(by, LongestBy)) return Refuse.Conflict("not_yours", $"{Owner} has it: take it over first.");
        Call(now);
        return Outcome.Done;
    }

    public Outcome Snooze(TimeSpan time, DateTimeOffset now)
    {
        if (Faults(null) is { } refusal) return refusal;
        if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(7)) return Refuse.InvalidField("minutes", "An alert can be snoozed for a minute up to seven days.");
        SnoozedUntil = now + time;
        return Outcome.Done;
    }

    /// <summary>Somebody wants to hear of it again.</summary>
    public Outcome Wake(DateTimeOffset now)
    {
        if (Faults(null) is { } refusal) return refusal;
        if (!IsSnoozed(now)) return Refuse.NotNow("not_snoozed", "It is not snoozed.");
        SnoozedUntil = null;
        return Outcome.Done;
    }

    /// <summary>True once, when nobody took a critical alert in time.</summary>
    public bool Escalate(DateTimeOffset now)
    {
        if (State != AlertState.Open || Severity != AlertSeverity.Critical || EscalatedAt is not null || QuietSince is not null || IsSnoozed(now) || now - LastRaisedAt < EscalatesAfter) return false;
        EscalatedAt = now;
        return true;
    }

    private void Give(string to, string? comment, DateTimeOffset at) =>
        (State, Owner, AcknowledgedAt, Comment) = (AlertState.Acknowledged, Cut(to, LongestBy), at, string.IsNullOrWhiteSpace(comment) ? Comment : comment.Trim());

    private void Call(DateTimeOffset now) =>
        (State, Owner, AcknowledgedAt, Comment, EscalatedAt, LastRaisedAt) = (AlertState.Open, null, null, null, null, now);

    private bool Take(AlertSignal signal)
    {
        var (title, words) = (Cut(signal.Title, LongestTitle), Cut(signal.Words, LongestWords));
        var isNew = (Severity, Title, Words) != (signal.Severity, title, words);
        (Severity, Title, Words, Link, LinkNeeds, ChargePoint, StationId) =
            (signal.Severity, title, words, Cut(signal.Link, LongestLink), signal.Needs, signal.ChargePoint, signal.StationId);
        return isNew;
    }

    private Refusal? Faults(string? comment)
    {
        if (!IsOpen) return Refuse.NotNow("alert_resolved", "The alert is over already.");
        return comment?.Length > LongestComment ? Refuse.InvalidField("comment", $"A comment has at most {LongestComment} characters.") : null;
    }

    private static string Cut(string text, int longest) => text.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}
