using System.Diagnostics.CodeAnalysis;
using EvOps.Domain.Common;

namespace EvOps.Domain.Sessions;

/// <summary>What kind of thing happened: decides the icon, not the words.</summary>
public enum SessionEventKind
{
    Requested,
    Accepted,
    Started,
    Warning,
    StopRequested,
    Stopped,

    /// <summary>The bill went out, was corrected, was taken off, or something of it goes back.</summary>
    Billed,
    Failed,
    Evidence,

    /// <summary>The driver was told.</summary>
    Told,
}

/// <summary>One thing that happened to a session, in plain words, with the OCPP message behind it where there is one.</summary>
public sealed class SessionEvent
{
    public const int LongestWords = 1000;

    /// <summary>OCPP-J 1.6 §4.1.4 allows 36 characters; chargers send more.</summary>
    public const int LongestMessageId = 255;

    private const int LongestMessage = 16 * 1024;

    public SessionEvent(Guid sessionId, DateTimeOffset at, SessionEventKind kind, string words, string? messageId = null, string? message = null)
    {
        Id = Ids.New(at);
        SessionId = sessionId;
        At = at;
        Kind = kind;
        Words = Cut(words, LongestWords);
        MessageId = Cut(messageId, LongestMessageId);
        Message = Cut(message, LongestMessage);
    }

    private SessionEvent()
    {
    }

    public Guid Id { get; private init; }

    public Guid SessionId { get; private init; }

    public DateTimeOffset At { get; private init; }

    public SessionEventKind Kind { get; private init; }

    public string Words { get; private init; } = "";

    /// <summary>OCPP's id of the message it was read from.</summary>
    public string? MessageId { get; private init; }

    /// <summary>That message's payload as it came, kept for as long as the session: the log of messages forgets.</summary>
    public string? Message { get; private init; }

    // Parts of all three come from chargers, and a database that refuses what is too long would refuse the session with it.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int longest) => text?.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}

/// <summary>
/// A message of a charger that could not be matched to a session: kept whole, shown for review, never answered with an error
/// (a charger would repeat it for ever).
/// </summary>
public sealed class UnmatchedStop
{
    public UnmatchedStop(Guid chargePointId, long transactionId, DateTimeOffset stoppedAt, long? meterStopWh, string? idTag, string payload, DateTimeOffset now)
    {
        Id = Ids.New(now);
        ChargePointId = chargePointId;
        TransactionId = transactionId;
        StoppedAt = stoppedAt;
        MeterStopWh = meterStopWh;
        IdTag = idTag;
        Payload = payload;
        ReceivedAt = now;
    }

    private UnmatchedStop()
    {
    }

    public Guid Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    /// <summary>As told, which may be 0, -1 or more than 32 bits.</summary>
    public long TransactionId { get; private init; }

    public DateTimeOffset StoppedAt { get; private init; }

    public long? MeterStopWh { get; private init; }

    public string? IdTag { get; private init; }

    public string Payload { get; private init; } = "";

    public DateTimeOffset ReceivedAt { get; private init; }
}

/// <summary>A session was asked for, began, changed its state or ended.</summary>
public readonly record struct SessionChanged(Guid SessionId, Guid? StationId, Guid ConnectorId, SessionState State);

/// <summary>An open session got a reading. What it was stands in the live session.</summary>
public readonly record struct MeterRead(Guid SessionId);
