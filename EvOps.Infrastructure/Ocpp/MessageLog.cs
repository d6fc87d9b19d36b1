using System.Collections.Concurrent;
using System.Text;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>One CALL and what came of it, fresh from the wire. Bytes, so that nothing is decoded before it is written or looked at.</summary>
public sealed class LoggedMessage
{
    private const int LongestResult = 16 * 1024;

    private readonly byte[] messageId;
    private readonly byte[] payload;
    private readonly Action<LoggedMessage> finished;
    private MessageOutcome outcome;

    internal LoggedMessage(
        Guid chargePointId, DateTimeOffset at, MessageDirection direction, string action, byte[] messageId, byte[] payload, Action<LoggedMessage> finished)
    {
        (ChargePointId, At, Direction, Action) = (chargePointId, at, direction, action);
        (this.messageId, this.payload, this.finished) = (messageId, payload, finished);
    }

    public Guid ChargePointId { get; }

    public DateTimeOffset At { get; }

    public MessageDirection Direction { get; }

    public string Action { get; }

    /// <summary>The id of what it belongs to.</summary>
    public string? CorrelationId { get; } = Tracing.CorrelationId;

    /// <summary>"ok", an error code with its words, "no answer"; null while it is under way.</summary>
    public string? Result { get; private set; }

    /// <summary>Milliseconds from the message to its answer.</summary>
    public double? LatencyMs { get; private set; }

    /// <summary>It is in the database, which has the word from then on.</summary>
    internal bool IsWritten { get; set; }

    internal int Bytes => payload.Length + messageId.Length + 160;

    /// <summary>It is known now what became of it. The first word counts.</summary>
    public void Finish(string result, TimeSpan took)
    {
        if (Result is not null) return;

        var kept = Direction == MessageDirection.Out ? MessageSecrets.Without(result) : result;
        (LatencyMs, Result) = (took.TotalMilliseconds, Cut(kept, LongestResult));
        // Last: whoever looks at this moment sees no outcome without its words.
        outcome = MessageResults.OutcomeOf(Direction, result);
        finished(this);
    }

    /// <summary>As it is shown and stored.</summary>
    public OcppMessage ToMessage() => new()
    {
        ChargePointId = ChargePointId,
        At = At,
        Direction = Direction,
        Action = Cut(Action, OcppMessage.LongestText),
        MessageId = Cut(JsonText.OfToken(messageId), OcppMessage.LongestText),
        Payload = Encoding.UTF8.GetString(payload),
        Outcome = outcome,
        Result = Result,
        CorrelationId = CorrelationId,
        LatencyMs = LatencyMs is { } took ? Math.Round(took, 2) : null,
    };

    private static string Cut(string text, int longest) => text.Length > longest ? text[..longest] : text;
}

/// <summary>A charger or the house said something, or it is known now what became of it.</summary>
public readonly record struct MessageLogged(string Identity);

/// <summary>
/// The last messages of each charger that the database does not have yet: those under way, and those in line for it. Up to 200, and no
/// more than 48 KiB, for each. Nobody who adds one waits for anything.
/// </summary>
public sealed class MessageLog(LiveFeed live, UnwrittenMessages unwritten)
{
    public const int MostMessages = 200;

    private const int MostBytes = 48 * 1024;
    private const int LongestPayload = 16 * 1024;

    private readonly ConcurrentDictionary<string, Ring> rings = new(StringComparer.Ordinal);

    public LoggedMessage Add(
        Guid chargePointId, string identity, DateTimeOffset at, MessageDirection direction, string action, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> payload)
    {
        var kept = KeptOf(action, payload);
        var ring = rings.GetOrAdd(identity, static (key, log) => log.NewRing(key), this);
        var message = ring.Add(chargePointId, at, direction, action, messageId.ToArray(), kept);
        ring.Tell();
        return message;
    }

    /// <summary>The last ones that are in memory only, newest first.</summary>
    public IReadOnlyList<LoggedMessage> Recent(string identity, int limit) =>
        rings.TryGetValue(identity, out var ring) ? ring.Newest(limit) : [];

    /// <summary>All that the database does not have, in no order.</summary>
    public IEnumerable<LoggedMessage> UnwrittenOf(Guid chargePointId, string identity) =>
        unwritten.Of(chargePointId).Concat(Recent(identity, MostMessages)).Distinct().Where(message => !message.IsWritten);

    private Ring NewRing(string identity)
    {
        void Tell() => live.Publish(new MessageLogged(identity));
        return new Ring(Tell, message =>
        {
            unwritten.Add(message);
            Tell();
        });
    }

    // These two are most of all that is said, and have no room for a secret.
    private static byte[] KeptOf(string action, ReadOnlySpan<byte> payload)
    {
        if (action is OcppActions.MeterValues or OcppActions.Heartbeat) return Cut(payload);

        var text = Encoding.UTF8.GetString(payload);
        var clean = MessageSecrets.Without(text);
        return ReferenceEquals(clean, text) ? Cut(payload) : Cut(Encoding.UTF8.GetBytes(clean));
    }

    private static byte[] Cut(ReadOnlySpan<byte> payload) => payload[..Math.Min(payload.Length, LongestPayload)].ToArray();

    private sealed class Ring(System.Action tell, Action<LoggedMessage> finished)
    {
        // One delegate for all messages of a charger.
        public readonly System.Action Tell = tell;

        private readonly Queue<LoggedMessage> messages = new();
        private DateTimeOffset last;
        private int bytes;

        public LoggedMessage Add(Guid chargePointId, DateTimeOffset at, MessageDirection direction, string action, byte[] messageId, byte[] payload)
        {
            lock (messages)
            {
                last = at > last ? at : last.AddTicks(1);
                var message = new LoggedMessage(chargePointId, last, direction, action, messageId, payload, finished);
                messages.Enqueue(message);
                bytes += message.Bytes;
                while (messages.Count > 1 && (messages.Count > MostMessages || bytes > MostBytes || messages.Peek().IsWritten)) bytes -= messages.Dequeue().Bytes;
                return message;
            }
        }

        public LoggedMessage[] Newest(int limit)
        {
            lock (messages) return [.. messages.Reverse().Take(limit)];
        }
    }
}
