using System.Net;
using System.Text.Json.Serialization;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;

namespace EvOps.Infrastructure.Refunds;

/// <summary>A refund as a payment service in the manner of Stripe tells of it.</summary>
/// <param name="Id">Its own name for it.</param>
/// <param name="Status">pending, requires_action, succeeded, failed or canceled.</param>
/// <param name="Amount">In minor units.</param>
/// <param name="Metadata">What we sent with it.</param>
internal sealed record ToldRefund(
    string? Id, string? Status, long? Amount, string? Currency,
    [property: JsonPropertyName("failure_reason")] string? FailureReason, IReadOnlyDictionary<string, string?>? Metadata)
{
    /// <summary>Null where its status is none of those.</summary>
    public GatewayAnswer? Read(Money expected)
    {
        if (Amount is { } amount && amount != expected.MinorUnits)
            return new(RefundAnswer.Unknown, $"The payment service speaks of another amount: {amount} instead of {expected.MinorUnits} minor units.", Id);
        if (Currency is { } currency && !currency.Equals(expected.Currency, StringComparison.OrdinalIgnoreCase))
            return new(RefundAnswer.Unknown, $"The payment service speaks of another currency: {currency} instead of {expected.Currency}.", Id);
        return Status switch
        {
            "succeeded" => new(RefundAnswer.Paid, $"Paid by the payment service as {Id}.", Id),
            "pending" or "requires_action" => new(RefundAnswer.UnderWay, $"The payment service has it as {Id} and tells later.", Id),
            "failed" or "canceled" => new(RefundAnswer.Refused, $"The payment service did not pay it: {FailureReason ?? Status}.", Id),
            _ => null,
        };
    }
}

/// <summary>
/// By a payment service: <c>POST /v1/refunds</c> with an Idempotency-Key, and <c>GET /v1/refunds/{id}</c> for one it has already. Keys lapse after a day;
/// before one is asked for again, it is looked for among those of its payment.
/// </summary>
public sealed class HttpGateway(PaymentClient client) : IRefundGateway
{
    private const int PageSize = 100, MostPages = 20;

    public RefundWay Way => RefundWay.Http;

    public Task<GatewayAnswer> PayAsync(RefundOrder order, CancellationToken cancel) =>
        order.GatewayReference is { } known ? LookAsync(known, order.Amount, cancel) : client.WithinPatienceAsync(token => AskAsync(order, token), Unknown, cancel);

    /// <summary>How one stands that it has.</summary>
    public Task<GatewayAnswer> LookAsync(string reference, Money expected, CancellationToken cancel) => client.WithinPatienceAsync(
        async token =>
        {
            var reply = await client.GetAsync($"refunds/{Uri.EscapeDataString(reference)}", token);
            return reply.IsGood ? Read(reply, expected) : Unknown(PaymentClient.WordsOf(reply));
        },
        Unknown, cancel);

    private async Task<GatewayAnswer> AskAsync(RefundOrder order, CancellationToken cancel)
    {
        if (order.Attempt > 1 && await FindAsync(order, cancel) is { } before) return before;

        var reply = await client.PostAsync(
            "refunds",
            new Dictionary<string, string>
            {
                ["payment_intent"] = order.PaymentReference,
                ["amount"] = order.Amount.MinorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture),
                [$"metadata[{PaymentClient.RefundKey}]"] = order.RefundId.ToString(),
                [$"metadata[{PaymentClient.IdempotencyKey}]"] = order.IdempotencyKey,
            },
            order.IdempotencyKey, cancel);
        if (reply.IsGood) return Read(reply, order.Amount);

        // Neither a wrong secret nor a busy key is a word about this refund.
        var isPlainNo = reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity;
        return isPlainNo ? new(RefundAnswer.Refused, PaymentClient.WordsOf(reply)) : Unknown(PaymentClient.WordsOf(reply));
    }

    /// <summary>Null where it is certain that an earlier attempt left none there.</summary>
    private async Task<GatewayAnswer?> FindAsync(RefundOrder order, CancellationToken cancel)
    {
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var reply = await client.GetAsync($"refunds?payment_intent={Uri.EscapeDataString(order.PaymentReference)}&limit={PageSize}{(after is null ? "" : $"&starting_after={Uri.EscapeDataString(after)}")}", cancel);
            // A payment that it does not know has no refunds either; the refusal of the refund itself says so.
            if (reply.Status == HttpStatusCode.NotFound) return null;
            if (!reply.IsGood) return Unknown(PaymentClient.WordsOf(reply));
            if (PaymentClient.Parsed<ToldRefunds>(reply.Body) is not { Data: { } found } list) return Unknown("The payment service's list of refunds cannot be understood.");

            var mine = found.FirstOrDefault(told => told.Metadata?.GetValueOrDefault(PaymentClient.IdempotencyKey) == order.IdempotencyKey);
            if (mine is not null) return mine.Read(order.Amount) ?? Unknown("The payment service's answer cannot be understood.");
            if (!list.HasMore || found is not [.., { Id: { } last }]) return null;
            after = last;
        }

        return Unknown("The payment has too many refunds to look through.");
    }

    private static GatewayAnswer Read(PaymentReply reply, Money expected) =>
        PaymentClient.Parsed<ToldRefund>(reply.Body)?.Read(expected) ?? Unknown("The payment service's answer cannot be understood.");

    private static GatewayAnswer Unknown(string words) => new(RefundAnswer.Unknown, words);

    private sealed record ToldRefunds(IReadOnlyList<ToldRefund>? Data, [property: JsonPropertyName("has_more")] bool HasMore);
}
