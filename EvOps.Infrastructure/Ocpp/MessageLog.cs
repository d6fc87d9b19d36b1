using System.Collections.Concurrent;
using System.Text;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Ocpp;

public enum MessageDirection
{
    /// <summary>From the charger.</summary>
    In,

    /// <summary>To the charger.</summary>
    Out,
}

/// <summary>One CALL and what came of it. Bytes as sent, so that nothing is decoded unless somebody looks.</summary>
public sealed class LoggedMessage
{
    private readonly System.Action finished;
    private readonly byte[] messageId;
    private readonly byte[] payload;

    internal LoggedMessage(DateTimeOffset at, MessageDirection direction, string action, byte[] messageId, byte[] payload, System.Action finished)
    {
        (At, Direction, Action) = (at, direction, action);
        (this.messageId, this.payload, this.finished) = (messageId, payload, finished);
    }

    public DateTimeOffset At { get; }

    public MessageDirection Direction { get; }

    public string Action { get; }

    public string MessageId => JsonText.OfToken(messageId);

    public string Payload => Encoding.UTF8.GetString(payload);

    /// <summary>"ok", an error code with its words, "no answer"; null while it is under way.</summary>
    public string? Result { get; private set; }

    /// <summary>Milliseconds from the message to its answer.</summary>
    public double? LatencyMs { get; private set; }

    internal int Bytes => payload.Length + messageId.Length + 160;

    public void Finish(string result, TimeSpan took)
    {
        (Result, LatencyMs) = (result, took.TotalMilliseconds);
        finished();
    }
}

/// <summary>A charger or the house said something, or it is known now what became of it.</summary>
public readonly record struct MessageLogged(string Identity);

/// <summary>The last messages of each charger, in memory: up to 200, and no more than 48 KiB, for each.</summary>
public sealed class MessageLog(LiveFeed live)
{
    public const int MostMessages = 200;

    private const int MostBytes = 48 * 1024;
    private const int LongestPayload = 16 * 1024;

    private static readonly byte[] Masked = "{\"key\":\"AuthorizationKey\",\"value\":\"***\"}"u8.ToArray();

    private readonly ConcurrentDictionary<string, Ring> rings = new(StringComparer.Ordinal);

    public LoggedMessage Add(string identity, DateTimeOffset at, MessageDirection direction, string action, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> payload)
    {
        var kept = IsSecret(action, payload) ? Masked : payload[..Math.Min(payload.Length, LongestPayload)].ToArray();
        var ring = rings.GetOrAdd(identity, static (key, feed) => new Ring(() => feed.Publish(new MessageLogged(key))), live);
        var message = new LoggedMessage(at, direction, action, messageId.ToArray(), kept, ring.Tell);
        ring.Add(message);
        ring.Tell();
        return message;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LoggedMessage> Recent(string identity, int limit) =>
        rings.TryGetValue(identity, out var ring) ? ring.Newest(limit) : [];

    private static bool IsSecret(string action, ReadOnlySpan<byte> payload) =>
        action == OcppActions.ChangeConfiguration && payload.IndexOf("AuthorizationKey"u8) >= 0;

    private sealed class Ring(System.Action tell)
    {
        // One delegate for all messages of a charger.
        public readonly System.Action Tell = tell;

        private readonly Queue<LoggedMessage> messages = new();
        private int bytes;

        public void Add(LoggedMessage message)
        {
            lock (messages)
            {
                messages.Enqueue(message);
                bytes += message.Bytes;
                while (messages.Count > 1 && (messages.Count > MostMessages || bytes > MostBytes)) bytes -= messages.Dequeue().Bytes;
            }
        }

        public LoggedMessage[] Newest(int limit)
        {
            lock (messages) return [.. messages.Reverse().Take(limit)];
        }
    }
}
