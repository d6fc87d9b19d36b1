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

/// <summary>A payment as the payment service has it.</summary>
internal sealed record PaidIntent(string Id, long Amount, string Currency, string PaymentId)
{
    public string Status { get; set; } = "requires_payment_method";

    public long Received { get; set; }

    public object Json => new
    {
        id = Id,
        @object = "payment_intent",
        amount = Amount,
        amount_received = Received,
        currency = Currency,
        status = Status,
        client_secret = $"{Id}_secret_x",
        metadata = new Dictionary<string, string> { ["evops_payment"] = PaymentId },
    };
}

/// <summary>
/// A payment service: a real server on a real port with an API in the manner of Stripe's. It keeps what it answered to each idempotency
/// key, as the real one does, refunds no more of a payment than came by it, and signs its events by code of its own.
/// </summary>
internal sealed class PaymentServer : IAsyncDisposable
{
    public const string Secret = "sk_test_evops", WebhookSecret = "whsec_test_evops";

    private readonly ConcurrentDictionary<string, (int Status, string Body)> answers = new();
    private readonly ConcurrentDictionary<string, PaidRefund> refunds = new();
    private readonly ConcurrentDictionary<string, PaidIntent> intents = new();
    private readonly ConcurrentQueue<string> keys = new(), traced = new();
    private readonly WebApplication app;

    private PaymentServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapPost("/v1/refunds", RefundAsync);
        app.MapGet("/v1/refunds", ListAsync);
        app.MapGet("/pay", (string intent, string secret) => Results.Content($"<!doctype html><title>Pay</title><p>Confirm {intent} by {secret}</p>", "text/html"));
        app.MapPost("/v1/payment_intents", BeginAsync);
        app.MapGet("/v1/payment_intents/{id}", (string id, HttpContext http) =>
            !IsKnown(http) ? Results.Unauthorized() : intents.TryGetValue(id, out var intent) ? Results.Json(intent.Json) : Results.Json(new { error = new { message = $"No such payment_intent: '{id}'" } }, statusCode: 404));
        app.MapGet("/v1/refunds/{id}", (string id, HttpContext http) => IsKnown(http) ? Results.Json(refunds[id].Json) : Results.Unauthorized());
    }

    public Mood Mood { get; set; }

    /// <summary>The traceparent of each request that had one.</summary>
    public IReadOnlyList<string> Traced => [.. traced];

    public IReadOnlyList<PaidIntent> Intents => [.. intents.Values];

    /// <summary>The keys have lapsed, as they do after a day.</summary>
    public void ForgetKeys() => answers.Clear();

    /// <summary>The driver confirms it with his card.</summary>
    public PaidIntent Confirm(string intent, long? received = null)
    {
        var known = intents[intent];
        (known.Status, known.Received) = ("succeeded", received ?? known.Amount);
        return known;
    }

    public string Address => app.Urls.First();

    /// <summary>Money that left: what was asked for by a new key and not refused.</summary>
    public IReadOnlyList<PaidRefund> Paid => [.. refunds.Values.Where(refund => refund.Status == "succeeded")];

    /// <summary>The Idempotency-Key of each request, in the order they came.</summary>
    public IReadOnlyList<string> Keys => [.. keys];

    public string[] Settings =>
    [
        "Refunds:Gateway=Http", "Jobs:Payments:IntervalSeconds=86400", $"Refunds:Http:BaseUrl={Address}", $"Refunds:Http:Secret={Secret}", $"Refunds:Http:WebhookSecret={WebhookSecret}", "Refunds:Http:TimeoutSeconds=1",
    ];

    /// <summary>Where drivers confirm a payment in a browser.</summary>
    public string PayPage => $"Refunds:Http:PayPage={Address}/pay?intent={{intent}}&secret={{secret}}";

    public static async Task<PaymentServer> OpenAsync()
    {
        var server = new PaymentServer();
        await server.app.StartAsync();
        return server;
    }

    /// <summary>The body of an event about a payment.</summary>
    public static string EventOf(PaidIntent intent, string eventId, string type = "payment_intent.succeeded") =>
        JsonSerializer.Serialize(new { id = eventId, @object = "event", type, data = new { @object = intent.Json } });

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

    private bool IsKnown(HttpContext http)
    {
        if (http.Request.Headers.TryGetValue("traceparent", out var trace)) traced.Enqueue(trace.ToString());
        return http.Request.Headers.Authorization == $"Bearer {Secret}";
    }

    private async Task BeginAsync(HttpContext http)
    {
        if (!IsKnown(http))
        {
            await AnswerAsync(http, 401, """{"error":{"message":"Invalid API key."}}""");
            return;
        }

        var (key, form) = (http.Request.Headers["Idempotency-Key"].Single()!, await http.Request.ReadFormAsync());
        if (!answers.TryGetValue(key, out var kept))
        {
            var intent = new PaidIntent($"pi_{intents.Count + 1}", long.Parse(form["amount"]!, CultureInfo.InvariantCulture), form["currency"]!, form["metadata[evops_payment]"]!);
            intents[intent.Id] = intent;
            answers[key] = kept = (200, JsonSerializer.Serialize(intent.Json));
        }

        await AnswerAsync(http, kept.Status, kept.Body);
    }

    private async Task ListAsync(HttpContext http)
    {
        if (!IsKnown(http) || Mood == Mood.IsDown)
        {
            await AnswerAsync(http, Mood == Mood.IsDown ? 503 : 401, "");
            return;
        }

        var (intent, after) = (http.Request.Query["payment_intent"].ToString(), http.Request.Query["starting_after"].ToString());
        var all = refunds.Values.Where(refund => refund.PaymentIntent == intent).OrderByDescending(refund => int.Parse(refund.Id[3..], CultureInfo.InvariantCulture)).ToList();
        // Pages of two, so that those who read the first alone are found out.
        var rest = after.Length == 0 ? all : [.. all.SkipWhile(refund => refund.Id != after).Skip(1)];
        await AnswerAsync(http, 200, JsonSerializer.Serialize(new { @object = "list", has_more = rest.Count > 2, data = rest.Take(2).Select(refund => refund.Json) }));
    }

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

        if (!intents.TryGetValue(form["payment_intent"]!, out var paid) || paid.Status != "succeeded")
        {
            await KeepAndAnswerAsync(http, key, 404, $$$"""{"error":{"message":"No such payment_intent: '{{{form["payment_intent"]}}}'"}}""");
            return;
        }

        var wanted = long.Parse(form["amount"]!, CultureInfo.InvariantCulture);
        if (refunds.Values.Where(one => one.PaymentIntent == paid.Id && one.Status != "failed").Sum(one => one.Amount) + wanted > paid.Received)
        {
            await KeepAndAnswerAsync(http, key, 400, """{"error":{"message":"Refund amount is greater than unrefunded amount on the payment."}}""");
            return;
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
