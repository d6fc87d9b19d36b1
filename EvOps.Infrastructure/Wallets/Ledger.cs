using EvOps.Domain.Common;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Wallets;

/// <summary>
/// Books into the caller's context and does not save: what a booking is for and the booking itself are one transaction. Two who book
/// in one wallet at once are told apart by its row version, two who book the same thing by its reference; the loser decides again.
/// </summary>
public sealed class Ledger(TimeProvider time)
{
    /// <summary>Takes an amount from a person's wallet. Whoever has too little owes the rest.</summary>
    /// <returns>The entry; null where this was booked before, or there is nothing to book.</returns>
    public Task<LedgerEntry?> ChargeAsync(EvOpsDb db, Guid ownerId, Money amount, LedgerReference reference, string words, string actorName, CancellationToken cancel) =>
        BookAsync(db, ownerId, LedgerAccount.Sales, amount, -Positive(amount), reference, words, actorName, cancel);

    /// <summary>Returns an amount that was charged.</summary>
    /// <returns>As <see cref="ChargeAsync"/>.</returns>
    public Task<LedgerEntry?> GiveBackAsync(EvOpsDb db, Guid ownerId, Money amount, LedgerReference reference, string words, string actorName, CancellationToken cancel) =>
        BookAsync(db, ownerId, LedgerAccount.Sales, amount, Positive(amount), reference, words, actorName, cancel);

    /// <summary>Adds money that a person brought.</summary>
    /// <returns>As <see cref="ChargeAsync"/>.</returns>
    public Task<LedgerEntry?> TopUpAsync(EvOpsDb db, Guid ownerId, Money amount, LedgerReference reference, string words, string actorName, CancellationToken cancel) =>
        BookAsync(db, ownerId, LedgerAccount.Cash, amount, Positive(amount), reference, words, actorName, cancel);

    /// <summary>Takes from a wallet what its owner was paid outside the house. Goes with what was given back into it.</summary>
    /// <returns>As <see cref="ChargeAsync"/>.</returns>
    public Task<LedgerEntry?> PayOutAsync(EvOpsDb db, Guid ownerId, Money amount, LedgerReference reference, string words, string actorName, CancellationToken cancel) =>
        BookAsync(db, ownerId, LedgerAccount.Cash, amount, -Positive(amount), reference, words, actorName, cancel);

    private async Task<LedgerEntry?> BookAsync(
        EvOpsDb db, Guid ownerId, LedgerAccount other, Money amount, long minorUnits, LedgerReference reference, string words, string actorName, CancellationToken cancel)
    {
        if (minorUnits == 0) return null;
        if (await db.LedgerEntries.AnyAsync(e => e.ReferenceKind == reference.Kind && e.ReferenceId == reference.Id, cancel)) return null;

        var entry = LedgerEntry.Of(await WalletAsync(db, ownerId, amount.Currency, cancel), other, minorUnits, reference, words, actorName, time.GetUtcNow());
        db.LedgerEntries.Add(entry);
        return entry;
    }

    private async Task<Wallet> WalletAsync(EvOpsDb db, Guid ownerId, string currency, CancellationToken cancel)
    {
        var wallet = db.Wallets.Local.FirstOrDefault(w => w.OwnerId == ownerId && w.Currency == currency)
            ?? await db.Wallets.SingleOrDefaultAsync(w => w.OwnerId == ownerId && w.Currency == currency, cancel);
        return wallet ?? db.Wallets.Add(new Wallet(Ids.New(time.GetUtcNow()), ownerId, currency)).Entity;
    }

    private static long Positive(Money amount) =>
        amount.MinorUnits >= 0 ? amount.MinorUnits : throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount is never negative: its direction is the verb's.");
}
