using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Common;
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
}

/// <summary>
/// Takes what a payment service tells about refunds: signed as Stripe signs (header <c>t=…,v1=…</c>: HMAC-SHA256 over the time, a dot
/// and the body), not older than five minutes, and each event once.
/// </summary>
public sealed class TakePaymentEvent(IDbContextFactory<EvOpsDb> databases, SettleRefund settle, IOptions<RefundsOptions> options, TimeProvider time)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public async Task<EventTaken> RunAsync(string? signature, string body, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(options.Value.Http.WebhookSecret)) return EventTaken.NotSetUp;
        if (!IsSigned(options.Value.Http.WebhookSecret, signature, body)) return EventTaken.NotSigned;
        if (Read(body) is not { Id: { Length: > 0 and <= RefundAttempt.LongestEventId } eventId } told) return EventTaken.Unreadable;
        if (told.Data?.Object is not { } refund || told.Type?.Contains("refund", StringComparison.Ordinal) != true) return EventTaken.NotOurs;
        if (await FindAsync(refund, cancel) is not var (id, amount)) return EventTaken.NotOurs;

        var answer = refund.Read(amount) ?? new GatewayAnswer(RefundAnswer.Unknown, $"The payment service tells of a status that is not known: {refund.Status}.");
        // Not knowing is no news, and must not move anything.
        if (answer.Answer == RefundAnswer.Unknown) return EventTaken.Unreadable;
        await settle.RunAsync(id, answer, kept => IsAbout(kept, refund), eventId, cancel);
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

    private async Task<(Guid Id, Money Amount)?> FindAsync(ToldRefund told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // It may tell of it before its answer is kept here: then it is known by what we sent with it.
        var sent = Guid.TryParse(told.Metadata?.GetValueOrDefault(HttpGateway.RefundKey), out var id) ? id : Guid.Empty;
        var refund = await db.Refunds.AsNoTracking().Where(r => r.Way == RefundWay.Http && (r.Id == sent || (told.Id != null && r.GatewayReference == told.Id))).Take(1).SingleOrDefaultAsync(cancel);
        return refund is null ? null : (refund.Id, refund.Amount);
    }

    private static bool IsAbout(Refund refund, ToldRefund told) => refund.GatewayReference is { } known
        ? known == told.Id
        : told.Metadata?.GetValueOrDefault(HttpGateway.IdempotencyKey) == refund.IdempotencyKey;

    private static ToldEvent? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<ToldEvent>(body, HttpGateway.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record ToldEvent(string? Id, string? Type, ToldData? Data);

    private sealed record ToldData(ToldRefund? Object);
}
