using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvOps.Domain.Refunds;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>A payment as a payment service in the manner of Stripe tells of it.</summary>
/// <param name="Id">Its own name for it.</param>
/// <param name="Status">succeeded, canceled, or one of those before it.</param>
/// <param name="Amount">That was asked for, in minor units.</param>
/// <param name="AmountReceived">That came.</param>
/// <param name="ClientSecret">With which the driver confirms it.</param>
/// <param name="Metadata">What we sent with it.</param>
internal sealed record ToldIntent(
    string? Id, string? Status, long? Amount, [property: JsonPropertyName("amount_received")] long? AmountReceived, string? Currency,
    [property: JsonPropertyName("client_secret")] string? ClientSecret, IReadOnlyDictionary<string, string?>? Metadata);

/// <summary>What a payment service answered.</summary>
internal sealed record PaymentReply(HttpStatusCode Status, string Body)
{
    public bool IsGood => (int)Status is >= 200 and < 300;
}

/// <summary>Speaks to the payment service over HTTP: one place for its secret, its patience and what can go wrong on the way.</summary>
public sealed class PaymentClient(IHttpClientFactory clients, IOptions<RefundsOptions> options, TimeProvider time)
{
    public const string Name = "payments", PaymentKey = "evops_payment", RefundKey = "evops_refund", IdempotencyKey = "evops_key";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const int MostAnswerBytes = 1024 * 1024;

    /// <summary>Whether drivers bring money by it.</summary>
    public bool IsOn => options.Value.Gateway == RefundWay.Http;

    /// <summary>Follows no redirect, keeps no cookie, and tells nothing of what we trace: the secret goes to one address alone, and our ids to none.</summary>
    public static SocketsHttpHandler NewHandler() =>
        new() { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };

    /// <summary>Does some work over the wire within the time set for it, all requests together.</summary>
    /// <param name="work">Given the token that ends it.</param>
    /// <param name="unknown">What it comes to where no answer came, with the reason.</param>
    /// <param name="cancel">Gives up; this alone throws.</param>
    internal async Task<T> WithinPatienceAsync<T>(Func<CancellationToken, Task<T>> work, Func<string, T> unknown, CancellationToken cancel)
    {
        if (options.Value.Http is not { BaseUrl: not null, Secret: not null }) return unknown("The payment service is not set up any more: Refunds:Http is needed.");

        var patience = TimeSpan.FromSeconds(options.Value.Http.TimeoutSeconds);
        using var timer = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return unknown($"The payment service did not answer within {patience.TotalSeconds:0} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return unknown($"The payment service could not be reached, or broke off: {broken.Message}");
        }
    }

    internal Task<PaymentReply> GetAsync(string path, CancellationToken cancel) => SendAsync(new HttpRequestMessage(HttpMethod.Get, UrlOf(path)), cancel);

    /// <param name="key">The same for every attempt of the same thing.</param>
    internal Task<PaymentReply> PostAsync(string path, IReadOnlyDictionary<string, string> form, string key, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, UrlOf(path)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Idempotency-Key", key);
        return SendAsync(request, cancel);
    }

    /// <summary>Null where it is no such thing.</summary>
    internal static T? Parsed<T>(string body)
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

    /// <summary>What it said where it did not do what it was asked.</summary>
    internal static string WordsOf(PaymentReply reply)
    {
        var said = Parsed<ToldFailure>(reply.Body)?.Error?.Message is { Length: > 0 } message ? $": {message}" : "";
        return $"The payment service answered {(int)reply.Status} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase((int)reply.Status)}{said}";
    }

    private string UrlOf(string path) => $"{options.Value.Http.BaseUrl!.TrimEnd('/')}/v1/{path}";

    private async Task<PaymentReply> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var asked = request;
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.Http.Secret);
        using var http = clients.CreateClient(Name);
        using var response = await http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostAnswerBytes];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return new PaymentReply(response.StatusCode, System.Text.Encoding.UTF8.GetString(bytes, 0, read));
    }

    private sealed record ToldFailure(ToldError? Error);

    private sealed record ToldError(string? Message);
}
