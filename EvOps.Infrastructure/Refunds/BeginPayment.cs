using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <param name="Amount">Major units, into the wallet; left out where a hold is paid.</param>
/// <param name="Currency">ISO 4217; left out: of one's only wallet, or the house's.</param>
/// <param name="HoldToken">Of the hold whose fee is paid; or an amount.</param>
public sealed record PaymentWish(decimal? Amount, string? Currency, string? HoldToken);

/// <summary>A payment for which the driver now has to do his part.</summary>
/// <param name="IntentId">The payment service's name for it; a booking is confirmed with it.</param>
/// <param name="ClientSecret">With which the driver confirms it at the payment service.</param>
/// <param name="PayPage">Where he does so in a browser; null where no page is set up.</param>
public sealed record BegunPayment(Payment Payment, string IntentId, string ClientSecret, string? PayPage);

/// <summary>
/// Begins a payment at the payment service: for one's wallet, or for the fee of one's hold. Saved before the payment service is asked, by a key that stays the
/// same; nothing is paid before the driver confirms it there.
/// </summary>
public sealed class BeginPayment(
    IDbContextFactory<EvOpsDb> databases, PaymentClient client, AuditTrail audit, IOptions<RefundsOptions> options, IOptions<BookingsOptions> bookings, IOptions<WalletsOptions> wallets, TimeProvider time)
{
    private const decimal MostAtOnce = 10_000;

    public async Task<Outcome<BegunPayment>> RunAsync(Actor actor, PaymentWish wish, CancellationToken cancel)
    {
        var kept = await Races.DecideAgainAsync(() => KeepAsync(actor, wish, cancel));
        if (!kept.IsDone) return kept.Refusal;

        var payment = kept.Value;
        if (payment.State == PaymentState.Paid) return Refuse.Conflict("payment_paid", "This has been paid already.");
        var (told, trouble) = await client.WithinPatienceAsync<(ToldIntent?, string?)>(token => AskAsync(payment, token), words => (null, words), cancel);
        if (told is not { Id: { } intent, ClientSecret: { } secret }) return new Refusal(RefusalKind.Unavailable, "payment_service_away", trouble ?? "The payment service's answer cannot be understood.");

        payment = await Races.DecideAgainAsync(() => NoteAsync(payment.Id, intent, CancellationToken.None));
        var page = options.Value.Http.PayPage?.Replace("{intent}", Uri.EscapeDataString(intent), StringComparison.Ordinal).Replace("{secret}", Uri.EscapeDataString(secret), StringComparison.Ordinal);
        return new BegunPayment(payment, intent, secret, page);
    }

    private async Task<(ToldIntent?, string?)> AskAsync(Payment payment, CancellationToken cancel)
    {
        // Its key may have lapsed: what has a name is looked at, and not begun anew.
        var reply = payment.IntentId is { } known
            ? await client.GetAsync($"payment_intents/{Uri.EscapeDataString(known)}", cancel)
            : await client.PostAsync(
                "payment_intents",
                new Dictionary<string, string>
                {
                    ["amount"] = payment.AmountMinorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    ["currency"] = payment.Currency.ToLowerInvariant(),
                    ["automatic_payment_methods[enabled]"] = "true",
                    [$"metadata[{PaymentClient.PaymentKey}]"] = payment.Id.ToString(),
                },
                payment.IdempotencyKey, cancel);
        return reply.IsGood ? (PaymentClient.Parsed<ToldIntent>(reply.Body), null) : (null, PaymentClient.WordsOf(reply));
    }

    private async Task<Outcome<Payment>> KeepAsync(Actor actor, PaymentWish wish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (decided, isNew) = await DecideAsync(db, actor, wish, cancel);
        if (decided.IsDone && !isNew) return decided;
        audit.Note(db, actor, "begin payment", "person", $"{actor.UserId}", decided.Refusal?.Message ?? "done", decided.IsDone ? $"{decided.Value.Amount}" : null);
        await db.SaveChangesAsync(cancel);
        return decided;
    }

    private async Task<(Outcome<Payment> Decided, bool IsNew)> DecideAsync(EvOpsDb db, Actor actor, PaymentWish wish, CancellationToken cancel)
    {
        if (actor.Require(Permission.ChargeOwn, "pay").Refusal is { } forbidden) return (forbidden, false);
        if (actor.UserId is not { } me) return (Refuse.Forbidden("Only a person can pay."), false);
        if (!client.IsOn) return (Refuse.NotNow("payments_off", "No payment service is set up here: support adds money to wallets."), false);

        var now = time.GetUtcNow();
        if (wish.HoldToken is { } token)
        {
            var word = token.Trim();
            var held = await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Token == word && b.UserId == me, cancel);
            if (held is null) return (Refuse.NotFound("hold_not_found", "There is no such hold."), false);
            if (held.State != BookingState.Pending || held.HasExpired(now)) return (Refuse.NotNow("hold_expired", "The hold has expired, or is confirmed already."), false);
            var fee = Money.FromAmount(bookings.Value.Fee, held.Currency);
            if (fee.MinorUnits == 0) return (Refuse.NotNow("nothing_to_pay", "Booking costs nothing."), false);
            if (await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.BookingId == held.Id, cancel) is { } begun) return (begun, false);
            return (db.Payments.Add(new Payment(Ids.New(now), me, fee, held.Id, now)).Entity, true);
        }

        var currency = wish.Currency ?? await CurrencyAsync(db, me, cancel);
        var errors = new FieldErrors();
        errors.Check(currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper), "currency", "The currency is an ISO 4217 code such as EUR.");
        errors.Check(wish.Amount is > 0 and <= MostAtOnce, "amount", "The amount is more than zero, and at most 10,000.");
        errors.Check(wish.Amount is not { } some || decimal.Round(some, Money.DecimalsOf(currency)) == some, "amount", $"{currency} has {Money.DecimalsOf(currency)} digits behind the point.");
        if (errors.Refusal is { } faults) return (faults, false);
        return (db.Payments.Add(new Payment(Ids.New(now), me, Money.FromAmount(wish.Amount!.Value, currency), null, now)).Entity, true);
    }

    private async Task<Payment> NoteAsync(Guid id, string intentId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var payment = await db.Payments.SingleAsync(p => p.Id == id, cancel);
        payment.Known(intentId);
        await db.SaveChangesAsync(cancel);
        return payment;
    }

    private async Task<string> CurrencyAsync(EvOpsDb db, Guid owner, CancellationToken cancel)
    {
        var currencies = await db.Wallets.Where(w => w.OwnerId == owner).Select(w => w.Currency).Take(2).ToListAsync(cancel);
        return currencies is [var only] ? only : wallets.Value.Currency;
    }
}
