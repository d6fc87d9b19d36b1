using EvOps.Domain.Common;

namespace EvOps.Domain.Webhooks;

/// <summary>What came of one attempt, as the sender saw it.</summary>
/// <param name="Status">HTTP status; null where no answer came.</param>
/// <param name="Outcome">In words: "200 OK", "The connection was refused".</param>
/// <param name="Answer">The beginning of the answer's body; null where none came.</param>
public sealed record SendResult(int? Status, string Outcome, TimeSpan Took, string? Answer);

/// <summary>One attempt to deliver: kept, whatever came of it.</summary>
public sealed class WebhookAttempt
{
    public const int LongestAnswer = 1000, LongestOutcome = 255;

    private const int Gone = 410;

    public WebhookAttempt(Guid deliveryId, Guid subscriptionId, DateTimeOffset at, SendResult result)
    {
        (Id, DeliveryId, SubscriptionId, At) = (Ids.New(at), deliveryId, subscriptionId, at);
        (Status, Outcome, Milliseconds) = (result.Status, Cut(result.Outcome, LongestOutcome)!, (int)result.Took.TotalMilliseconds);
        (Answer, IsSuccess) = (Cut(result.Answer, LongestAnswer), result.Status is >= 200 and <= 299);
    }

    private WebhookAttempt()
    {
    }

    public Guid Id { get; private init; }

    public Guid DeliveryId { get; private init; }

    public Guid SubscriptionId { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>HTTP status; null where no answer came.</summary>
    public int? Status { get; private init; }

    public string Outcome { get; private init; } = "";

    public int Milliseconds { get; private init; }

    public string? Answer { get; private init; }

    public bool IsSuccess { get; private init; }

    /// <summary>RFC 9110 §15.5.11: the receiver is there no more, and means it.</summary>
    public bool IsGone => Status == Gone;

    private static string? Cut(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}
