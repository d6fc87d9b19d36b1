using EvOps.Domain.Common;

namespace EvOps.Domain.Alerts;

/// <summary>What a notice is about: decides its sign, not its words.</summary>
public enum NoticeKind
{
    /// <summary>The house ended what the person had begun.</summary>
    SessionEnded,

    /// <summary>What was asked for never began; there is nothing to pay.</summary>
    StartCalledOff,

    /// <summary>A charger's late word changed a bill.</summary>
    BillCorrected,

    /// <summary>Somebody looked at a bill and decided.</summary>
    BillDecided,

    /// <summary>Somebody took a fee off.</summary>
    FeeWaived,

    /// <summary>Staff: something is wrong with the network.</summary>
    Alert,

    /// <summary>A plug is kept for the person, or at another time than before.</summary>
    BookingConfirmed,

    /// <summary>A booking was called off.</summary>
    BookingCancelled,

    /// <summary>The person did not come, or could not charge, in the time that was booked.</summary>
    BookingMissed,

    /// <summary>Money went back to the person.</summary>
    Refunded,

    /// <summary>A refund was not granted.</summary>
    RefundRejected,

    /// <summary>The plug that the person has booked cannot be used, or can again.</summary>
    BookingTrouble,

    /// <summary>Somebody else has booked the plug that the person charges at, and comes soon.</summary>
    PlugBookedNext,
}

/// <summary>Where the e-mail of a notice stands.</summary>
public enum MailState
{
    /// <summary>No mail server was set up when it was written.</summary>
    NotSetUp,

    /// <summary>The person wants no mail, or may have none: disabled, or the address is not confirmed.</summary>
    NotWanted,

    /// <summary>To be sent, or tried again.</summary>
    Waiting,

    /// <summary>The mail server took it.</summary>
    Sent,

    /// <summary>It could not be sent; the reason is kept.</summary>
    GivenUp,
}

/// <summary>
/// Something a person is told: in the console, and by e-mail where that is set up and wanted. Its words never change; that it was read
/// and where its mail stands do.
/// </summary>
public sealed class Notice : IHasRowVersion
{
    public const int LongestTitle = 200, LongestWords = 1000, LongestLink = 255, LongestKey = 128, LongestFailure = 500;

    /// <summary>For so long one who sends it keeps the others away. Longer than any sending takes.</summary>
    public static readonly TimeSpan MailLease = TimeSpan.FromMinutes(2);

    /// <summary>A notice that comes later helps nobody.</summary>
    public static readonly TimeSpan MailIsTriedFor = TimeSpan.FromDays(3);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromHours(6);

    /// <param name="link">Path inside the console.</param>
    /// <param name="dedupeKey">What it is told for: the same person is told the same thing once. Null where whoever tells it makes sure of that.</param>
    /// <param name="mail">NotSetUp, NotWanted or Waiting.</param>
    public Notice(Guid personId, NoticeKind kind, string title, string words, string link, string? dedupeKey, MailState mail, DateTimeOffset now)
    {
        if (link is not ['/', ..] || link.StartsWith("//", StringComparison.Ordinal) || link.Length > LongestLink) throw new ArgumentException($"{link} is no path inside the console.", nameof(link));
        if (dedupeKey?.Length > LongestKey) throw new ArgumentException($"{dedupeKey} is too long to be kept.", nameof(dedupeKey));

        Id = Ids.New(now);
        (PersonId, Kind, Link, DedupeKey, At, MailState) = (personId, kind, link, dedupeKey, now, mail);
        (Title, Words) = (Cut(title, LongestTitle), Cut(words, LongestWords));
        if (mail == MailState.Waiting) MailDueAt = now;
    }

    private Notice()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Who is told.</summary>
    public Guid PersonId { get; private init; }

    public NoticeKind Kind { get; private init; }

    public string Title { get; private init; } = "";

    public string Words { get; private init; } = "";

    public string Link { get; private init; } = "";

    public string? DedupeKey { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>Null until it was read.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    public MailState MailState { get; private set; }

    /// <summary>When it may be sent next; null where nothing is to be sent any more. While somebody sends it: when others may take over.</summary>
    public DateTimeOffset? MailDueAt { get; private set; }

    public int MailAttempts { get; private set; }

    public DateTimeOffset? MailedAt { get; private set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? MailFailure { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    /// <summary>False where it had been read before.</summary>
    public bool MarkRead(DateTimeOffset now)
    {
        if (ReadAt is not null) return false;
        ReadAt = now;
        return true;
    }

    /// <summary>
    /// One takes it to send it now; saved before it is sent, so that of two one does. False where it is not due, or its time is over and it
    /// is given up.
    /// </summary>
    public bool TakeForMailing(DateTimeOffset now)
    {
        if (MailState != MailState.Waiting || MailDueAt > now) return false;
        if (now > At + MailIsTriedFor)
        {
            GiveUp(MailFailure ?? "It could not be sent in time.");
            return false;
        }

        (MailAttempts, MailDueAt) = (MailAttempts + 1, now + MailLease);
        return true;
    }

    /// <summary>The person wants none any more, or may have none.</summary>
    public void DropMail() => (MailState, MailDueAt) = (MailState.NotWanted, null);

    /// <summary>The mail server took it.</summary>
    public void NoteMailed(DateTimeOffset now) => (MailState, MailDueAt, MailedAt, MailFailure) = (MailState.Sent, null, now, null);

    /// <summary>It was not taken. Tried again after twice as long as the time before, until its time is over.</summary>
    /// <param name="isFinal">True where trying again is no use.</param>
    /// <param name="jitter">0 to 1: so that what failed together does not come back together.</param>
    public void NoteMailFailed(string reason, bool isFinal, DateTimeOffset now, double jitter)
    {
        if (MailState != MailState.Waiting) return;

        var doubled = TimeSpan.FromTicks(FirstWait.Ticks << Math.Min(MailAttempts - 1, 10));
        var next = now + ((doubled < LongestWait ? doubled : LongestWait) * (1 + (jitter / 4)));
        if (isFinal || next > At + MailIsTriedFor) GiveUp(reason);
        else (MailDueAt, MailFailure) = (next, Cut(reason, LongestFailure));
    }

    private void GiveUp(string reason) => (MailState, MailDueAt, MailFailure) = (MailState.GivenUp, null, Cut(reason, LongestFailure));

    private static string Cut(string text, int longest) => text.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}

/// <summary>A person was told something, or has read it.</summary>
public readonly record struct NoticeChanged(Guid PersonId);
