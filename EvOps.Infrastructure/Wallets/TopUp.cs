using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Wallets;

/// <param name="Amount">Major units.</param>
/// <param name="Currency">ISO 4217; left out: the currency of the person's only wallet, or the house's.</param>
/// <param name="Reference">The payment's own name: the same one again is the same payment.</param>
public sealed record TopUpWish(decimal Amount, string? Currency, string? Reference);

/// <summary>What a top-up came to.</summary>
/// <param name="Balance">Of the wallet, as it is now.</param>
/// <param name="WasRepeated">True where this payment had been booked before, and nothing was booked now.</param>
public sealed record TopUpDone(Guid EntryId, Money Amount, Money Balance, bool WasRepeated);

/// <summary>
/// Books money that a driver brought. A payment is booked once however often it is told: its reference is unique in the ledger. The
/// same reference for somebody else, or for another amount, is a mistake and refused.
/// </summary>
public sealed class TopUp(IDbContextFactory<EvOpsDb> databases, Ledger ledger, AuditTrail audit, IOptions<WalletsOptions> options, LiveFeed live)
{
    private const int LongestReference = 100;
    private const decimal MostAtOnce = 1_000_000;

    public async Task<Outcome<TopUpDone>> RunAsync(Actor actor, Guid userId, TopUpWish wish, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, userId, wish, cancel));
        if (outcome is { IsDone: true, Value.WasRepeated: false }) live.Publish(new WalletChanged(userId));
        return outcome;
    }

    private async Task<Outcome<TopUpDone>> TryAsync(Actor actor, Guid userId, TopUpWish wish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, userId, wish, cancel);
        var details = $"{wish.Currency} {wish.Amount}, reference {AuditTrail.Fit(wish.Reference)}{(outcome is { IsDone: true, Value.WasRepeated: true } ? ", booked before" : "")}";
        audit.Note(db, actor, "top up wallet", "person", userId.ToString(), outcome.Refusal?.Message ?? "done", details);
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<TopUpDone>> DecideAsync(EvOpsDb db, Actor actor, Guid userId, TopUpWish wish, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ManageWallets, "top up wallets");
        if (!may.IsDone) return may.Refusal;
        if (!await db.People.AnyAsync(p => p.Id == userId, cancel)) return Refuse.NotFound("user_not_found", "There is no such person.");

        var currency = wish.Currency ?? await CurrencyAsync(db, userId, cancel);
        if (Faults(wish, currency) is { } faults) return faults;

        var (amount, reference) = (Money.FromAmount(wish.Amount, currency), new LedgerReference(LedgerReferenceKind.TopUp, wish.Reference!.Trim()));
        var entry = await ledger.TopUpAsync(db, userId, amount, reference, $"Top-up, reference {reference.Id}", actor.Name, cancel);
        if (entry is null) return await RepeatedAsync(db, userId, amount, reference, cancel);
        return new TopUpDone(entry.Id, amount, new Money(entry.Postings[0].BalanceAfter!.Value, currency), false);
    }

    private static async Task<Outcome<TopUpDone>> RepeatedAsync(EvOpsDb db, Guid userId, Money amount, LedgerReference reference, CancellationToken cancel)
    {
        var before = await db.LedgerEntries.AsNoTracking().Include(e => e.Postings)
            .SingleAsync(e => e.ReferenceKind == reference.Kind && e.ReferenceId == reference.Id, cancel);
        var posting = before.Postings.Single(p => p.Account == LedgerAccount.Wallet);
        var wallet = await db.Wallets.AsNoTracking().SingleAsync(w => w.Id == posting.WalletId, cancel);
        if (wallet.OwnerId != userId || new Money(posting.MinorUnits, before.Currency) != amount)
            return Refuse.Conflict("reference_used", $"Reference {reference.Id} has been booked for {(wallet.OwnerId == userId ? "another amount" : "somebody else")} already.");
        return new TopUpDone(before.Id, amount, wallet.Balance, true);
    }

    private async Task<string> CurrencyAsync(EvOpsDb db, Guid userId, CancellationToken cancel)
    {
        var currencies = await db.Wallets.Where(w => w.OwnerId == userId).Select(w => w.Currency).Take(2).ToListAsync(cancel);
        return currencies is [var only] ? only : options.Value.Currency;
    }

    private static Refusal? Faults(TopUpWish wish, string currency)
    {
        var errors = new FieldErrors();
        var reference = wish.Reference?.Trim() ?? "";
        errors.Check(currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper), "currency", "The currency is an ISO 4217 code such as EUR.");
        errors.Check(wish.Amount is > 0 and <= MostAtOnce, "amount", "The amount is more than zero, and at most 1,000,000.");
        errors.Check(decimal.Round(wish.Amount, Money.DecimalsOf(currency)) == wish.Amount, "amount", $"{currency} has {Money.DecimalsOf(currency)} digits behind the point.");
        errors.Check(reference.Length is >= 1 and <= LongestReference && !reference.Any(char.IsControl), "reference", "A reference of 1 to 100 characters is needed: the payment's own name.");
        return errors.Refusal;
    }
}
