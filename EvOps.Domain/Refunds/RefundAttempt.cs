using EvOps.Domain.Common;

namespace EvOps.Domain.Refunds;

/// <summary>One attempt to pay a refund, or one event of the payment service about it. Never changed.</summary>
public sealed class RefundAttempt : IAppendOnly
{
    public const int LongestWords = 500, LongestEventId = 255;

    /// <param name="eventId">The payment service's own id of the event; null where we asked.</param>
    public RefundAttempt(Guid refundId, DateTimeOffset at, RefundAnswer answer, string words, string? eventId)
    {
        Id = Ids.New(at);
        (RefundId, At, Answer, EventId) = (refundId, at, answer, eventId);
        Words = words.Length > LongestWords ? $"{words.AsSpan(0, LongestWords - 1)}…" : words;
    }

    private RefundAttempt()
    {
    }

    public Guid Id { get; private init; }

    public Guid RefundId { get; private init; }

    public DateTimeOffset At { get; private init; }

    public RefundAnswer Answer { get; private init; }

    /// <summary>What came of it, in words.</summary>
    public string Words { get; private init; } = "";

    public string? EventId { get; private init; }
}
