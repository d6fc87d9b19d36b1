using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvOps.Tests.Refunds;

/// <summary>What the payment service does with the next new refund.</summary>
internal enum Mood
{
    Pays,

    /// <summary>Pays, and the connection breaks before the answer.</summary>
    PaysAndBreaksOff,

    /// <summary>Pays, and answers too late.</summary>
    PaysAndDawdles,

    /// <summary>Has it, and tells later.</summary>
    Waits,

    /// <summary>402, as for a card that is closed.</summary>
    SaysNo,

    /// <summary>503 before anything was done.</summary>
    IsDown,

    /// <summary>409: the same key is being worked on.</summary>
    IsBusy,
}

/// <summary>A refund as the payment service has it.</summary>
internal sealed record PaidRefund(string Id, string PaymentIntent, long Amount, string RefundId, string Key)
{
    public string Status { get; set; } = "succeeded";

    public object Json => new
    {
        id = Id,
        @object = "refund",
        amount = Amount,
        currency = "eur",
        payment_intent = PaymentIntent,
        status = Status,
        failure_reason = Status == "failed" ? "expired_or_canceled_card" : null,
        metadata = new Dictionary<string, string> { ["evops_refund"] = RefundId, ["evops_key"] = Key },
    };
}

/// <summary>
/// A payment service: a real server on a real port with an API in the manner of Stripe's. It keeps what it answered to each idempotency
/// key, as the real one does, and signs its events by code of its own.
/// </summary>
internal sealed class PaymentServer : IAsyncDisposable
{
    public const string Secret = "sk_test_evops", WebhookSecret = "whsec_test_evops";

    private readonly ConcurrentDictionary<string, (int Status, string Body)> answers = new();
    private readonly ConcurrentDictionary<string, PaidRefund> refunds = new();
    private readonly ConcurrentQueue<string> keys = new();
    private readonly WebApplication app;

    private PaymentServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapPost("/v1/refunds", RefundAsync);
        app.MapGet("/v1/refunds/{id}", (string id, HttpContext http) => IsKnown(http) ? Results.Json(refunds[id].Json) : Results.Unauthorized());
    }

    public Mood Mood { get; set; }

    public string Address => app.Urls.First();

    /// <summary>Money that left: what was asked for by a new key and not refused.</summary>
    public IReadOnlyList<PaidRefund> Paid => [.. refunds.Values.Where(refund => refund.Status == "succeeded")];

    /// <summary>The Idempotency-Key of each request, in the order they came.</summary>
    public IReadOnlyList<string> Keys => [.. keys];

    public string[] Settings =>
    [
        "Refunds:Gateway=Http", $"Refunds:Http:BaseUrl={Address}", $"Refunds:Http:Secret={Secret}", $"Refunds:Http:WebhookSecret={WebhookSecret}", "Refunds:Http:TimeoutSeconds=1",
    ];

    public static async Task<PaymentServer> OpenAsync()
    {
        var server = new PaymentServer();
        await server.app.StartAsync();
        return server;
    }

    /// <summary>The body of an event about a refund.</summary>
    public static string EventOf(PaidRefund refund, string eventId, string type = "refund.updated") =>
        JsonSerializer.Serialize(new { id = eventId, @object = "event", type, data = new { @object = refund.Json } });

    public static string Sign(string body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return $"t={stamp},v1={Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(stamp + "." + body))).ToLowerInvariant()},v0=ignored";
    }

    public PaidRefund Only => refunds.Values.Single();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static bool IsKnown(HttpContext http) => http.Request.Headers.Authorization == $"Bearer {Secret}";

    private async Task RefundAsync(HttpContext http)
    {
        if (!IsKnown(http))
        {
            await AnswerAsync(http, 401, """{"error":{"message":"Invalid API key."}}""");
            return;
        }

        var key = http.Request.Headers["Idempotency-Key"].Single()!;
        keys.Enqueue(key);
        if (answers.TryGetValue(key, out var before))
        {
            await AnswerAsync(http, before.Status, before.Body);
            return;
        }

        var (mood, form) = (Mood, await http.Request.ReadFormAsync());
        switch (mood)
        {
            case Mood.IsDown:
                await AnswerAsync(http, 503, "");
                return;
            case Mood.IsBusy:
                await AnswerAsync(http, 409, """{"error":{"message":"There is currently another in-progress request using this key."}}""");
                return;
            case Mood.SaysNo:
                await KeepAndAnswerAsync(http, key, 402, """{"error":{"type":"card_error","message":"The card is closed."}}""");
                return;
            case Mood.Pays or Mood.PaysAndBreaksOff or Mood.PaysAndDawdles or Mood.Waits:
                break;
            default:
                throw new InvalidOperationException($"{mood} is no known mood.");
        }

        var refund = new PaidRefund($"re_{refunds.Count + 1}", form["payment_intent"]!, long.Parse(form["amount"]!, CultureInfo.InvariantCulture), form["metadata[evops_refund]"]!, form["metadata[evops_key]"]!)
        {
            Status = mood == Mood.Waits ? "pending" : "succeeded",
        };
        refunds[refund.Id] = refund;
        var body = JsonSerializer.Serialize(refund.Json);
        answers[key] = (200, body);
        if (mood == Mood.PaysAndBreaksOff) http.Abort();
        else if (mood == Mood.PaysAndDawdles) await Task.Delay(TimeSpan.FromSeconds(3), http.RequestAborted).ContinueWith(_ => http.Abort(), TaskScheduler.Default);
        else await AnswerAsync(http, 200, body);
    }

    private Task KeepAndAnswerAsync(HttpContext http, string key, int status, string body)
    {
        answers[key] = (status, body);
        return AnswerAsync(http, status, body);
    }

    private static Task AnswerAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }
}
