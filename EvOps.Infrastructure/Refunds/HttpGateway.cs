using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

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

/// <summary>By a payment service: <c>POST {base}/v1/refunds</c> with an Idempotency-Key, and <c>GET {base}/v1/refunds/{id}</c> for one it has already.</summary>
public sealed class HttpGateway(IHttpClientFactory clients, IOptions<RefundsOptions> options, TimeProvider time) : IRefundGateway
{
    public const string ClientName = "payments", RefundKey = "evops_refund", IdempotencyKey = "evops_key";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const int MostAnswerBytes = 64 * 1024;

    public RefundWay Way => RefundWay.Http;

    /// <summary>Follows no redirect and keeps no cookie: the secret goes to one address alone.</summary>
    public static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };

    public async Task<GatewayAnswer> PayAsync(RefundOrder order, CancellationToken cancel)
    {
        if (options.Value.Http is not { BaseUrl: { } baseUrl, Secret: { } secret }) return Unknown("The payment service is not set up any more: Refunds:Http is needed.");

        var patience = TimeSpan.FromSeconds(options.Value.Http.TimeoutSeconds);
        using var timer = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            using var request = Request(order, baseUrl.TrimEnd('/'), secret);
            using var http = clients.CreateClient(ClientName);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Read(order, response.StatusCode, await BodyAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Unknown($"The payment service did not answer within {patience.TotalSeconds:0} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Unknown($"The payment service could not be reached, or broke off: {broken.Message}");
        }
    }

    private static HttpRequestMessage Request(RefundOrder order, string baseUrl, string secret)
    {
        var request = order.GatewayReference is { } known
            ? new HttpRequestMessage(HttpMethod.Get, $"{baseUrl}/v1/refunds/{Uri.EscapeDataString(known)}")
            : new HttpRequestMessage(HttpMethod.Post, $"{baseUrl}/v1/refunds")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["payment_intent"] = order.PaymentReference,
                    ["amount"] = order.Amount.MinorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    [$"metadata[{RefundKey}]"] = order.RefundId.ToString(),
                    [$"metadata[{IdempotencyKey}]"] = order.IdempotencyKey,
                }),
            };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (order.GatewayReference is null) request.Headers.Add("Idempotency-Key", order.IdempotencyKey);
        return request;
    }

    private static GatewayAnswer Read(RefundOrder order, HttpStatusCode status, string body)
    {
        if ((int)status is >= 200 and < 300)
            return Parsed<ToldRefund>(body)?.Read(order.Amount) ?? Unknown("The payment service's answer cannot be understood.");

        var said = Parsed<ToldFailure>(body)?.Error?.Message is { Length: > 0 } message ? $": {message}" : "";
        var words = $"The payment service answered {(int)status} {ReasonPhrases.GetReasonPhrase((int)status)}{said}";
        // Neither a wrong secret nor a missing page is a word about this refund, and a key in use is one that is being paid.
        var isPlainNo = order.GatewayReference is null
            && status is HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity;
        return isPlainNo ? new(RefundAnswer.Refused, words) : Unknown(words);
    }

    private static GatewayAnswer Unknown(string words) => new(RefundAnswer.Unknown, words);

    private static T? Parsed<T>(string body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostAnswerBytes];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }

    private sealed record ToldFailure(ToldError? Error);

    private sealed record ToldError(string? Message);
}
