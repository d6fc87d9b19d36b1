using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What became of an event.</summary>
public enum EventTaken
{
    /// <summary>The refund was moved on by it, or knew already.</summary>
    Taken,

    /// <summary>Not about a refund of ours: nothing to do, and no reason to tell it again.</summary>
    NotOurs,

    /// <summary>No events are taken: no secret is set.</summary>
    NotSetUp,

    /// <summary>The signature is missing, wrong or too old.</summary>
    NotSigned,

    /// <summary>Signed, and no event all the same.</summary>
    Unreadable,

    /// <summary>It says otherwise than before, and the payment service cannot be asked just now which of the two holds.</summary>
    AskedInVain,
}

/// <summary>
/// Takes what a payment service tells about payments and refunds: signed as Stripe signs (header <c>t=…,v1=…</c>: HMAC-SHA256 over the time, a dot
/// and the body), not older than five minutes, and each event once. Events come in any order: where one says otherwise than an earlier, the payment
/// service is asked.
/// </summary>
public sealed class TakePaymentEvent(
    IDbContextFactory<EvOpsDb> databases, SettleRefund settle, SettlePayment payments, HttpGateway gateway, IOptions<RefundsOptions> options, TimeProvider time)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public async Task<EventTaken> RunAsync(string? signature, string body, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(options.Value.Http.WebhookSecret)) return EventTaken.NotSetUp;
        if (!IsSigned(options.Value.Http.WebhookSecret, signature, body)) return EventTaken.NotSigned;
        if (Read(body) is not { Id: { Length: > 0 and <= RefundAttempt.LongestEventId } eventId } told) return EventTaken.Unreadable;
        if (told.Type?.StartsWith("payment_intent.", StringComparison.Ordinal) == true) return await TakePaymentAsync(told, cancel);
        if (PaymentClient.Parsed<ToldData<ToldRefund>>(told.Data.GetRawText())?.Object is not { } refund || told.Type?.Contains("refund", StringComparison.Ordinal) != true) return EventTaken.NotOurs;
        if (await FindAsync(refund, cancel) is not { } ours) return EventTaken.NotOurs;

        var answer = refund.Read(ours.Amount) ?? new GatewayAnswer(RefundAnswer.Unknown, $"The payment service tells of a status that is not known: {refund.Status}.");
        // Not knowing is no news, and must not move anything.
        if (answer.Answer == RefundAnswer.Unknown) return EventTaken.Unreadable;
        if (ours.State == RefundState.Done ? answer.Answer == RefundAnswer.Refused : ours.State is RefundState.Failed or RefundState.Rejected && answer.Answer == RefundAnswer.Paid)
        {
            answer = await gateway.LookAsync(refund.Id!, ours.Amount, cancel);
            if (answer.Answer == RefundAnswer.Unknown) return EventTaken.AskedInVain;
        }

        await settle.RunAsync(ours.Id, answer, kept => IsAbout(kept, refund), eventId, cancel);
        return EventTaken.Taken;
    }

    private async Task<EventTaken> TakePaymentAsync(ToldEvent told, CancellationToken cancel)
    {
        if (PaymentClient.Parsed<ToldData<ToldIntent>>(told.Data.GetRawText())?.Object is not { Id: not null } intent) return EventTaken.Unreadable;
        await using var db = await databases.CreateDbContextAsync(cancel);
        // It may tell of it before its answer is kept here: then it is known by what we sent with it.
        var sent = Guid.TryParse(intent.Metadata?.GetValueOrDefault(PaymentClient.PaymentKey), out var id) ? id : Guid.Empty;
        var ours = await db.Payments.AsNoTracking().Where(p => p.IntentId == intent.Id || (p.Id == sent && p.IntentId == null)).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancel);
        if (ours is null) return EventTaken.NotOurs;
        await payments.RunAsync(ours.Value, intent, cancel);
        return EventTaken.Taken;
    }

    /// <summary>The header's value for a body at a time.</summary>
    public static string Sign(string secret, long timestamp, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"t={timestamp},v1={Hash(secret, timestamp.ToString(CultureInfo.InvariantCulture), body)}");

    private bool IsSigned(string secret, string? header, string body)
    {
        var parts = (header ?? "").Split(',').Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2).ToList();
        var times = parts.Where(part => part[0] == "t").Select(part => part[1]).ToList();
        if (times is not [var stamp] || !long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs((double)time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds) return false;

        var expected = Encoding.ASCII.GetBytes(Hash(secret, stamp, body));
        // While a secret is changed there are two signatures.
        return parts.Any(part => part[0] == "v1" && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(part[1]), expected));
    }

    private static string Hash(string secret, string stamp, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{body}")));

    private async Task<Refund?> FindAsync(ToldRefund told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // It may tell of it before its answer is kept here: then it is known by what we sent with it.
        var sent = Guid.TryParse(told.Metadata?.GetValueOrDefault(PaymentClient.RefundKey), out var id) ? id : Guid.Empty;
        return await db.Refunds.AsNoTracking().Where(r => r.Way == RefundWay.Http && (r.Id == sent || (told.Id != null && r.GatewayReference == told.Id))).Take(1).SingleOrDefaultAsync(cancel);
    }

    private static bool IsAbout(Refund refund, ToldRefund told) => refund.GatewayReference is { } known
        ? known == told.Id
        : told.Metadata?.GetValueOrDefault(PaymentClient.IdempotencyKey) == refund.IdempotencyKey;

    private static ToldEvent? Read(string body) => PaymentClient.Parsed<ToldEvent>(body) is { Data.ValueKind: JsonValueKind.Object } told ? told : null;

    private sealed record ToldEvent(string? Id, string? Type, JsonElement Data);

    private sealed record ToldData<T>(T? Object);
}
