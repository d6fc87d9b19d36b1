using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Wallets;

/// <summary>One person's wallets and what was booked in them: one's own, or anybody's for those who look after wallets.</summary>
public sealed class ShowWallet(IDbContextFactory<EvOpsDb> databases, IOptions<WalletsOptions> options)
{
    /// <summary>Balances by currency; a person who has none yet has nothing in the house's currency.</summary>
    public async Task<Outcome<WalletRow>> RunAsync(Actor actor, Guid userId, CancellationToken cancel)
    {
        if (Refusal(actor, userId) is { } refusal) return refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.AsNoTracking().Where(p => p.Id == userId).Select(p => new { p.Email, p.DisplayName }).SingleOrDefaultAsync(cancel);
        if (person is null) return Refuse.NotFound("user_not_found", "There is no such person.");

        var wallets = await db.Wallets.AsNoTracking().Where(w => w.OwnerId == userId).OrderBy(w => w.Currency).ToListAsync(cancel);
        return new WalletRow(userId, person.Email!, person.DisplayName, wallets.Count == 0 ? [Money.Zero(options.Value.Currency)] : [.. wallets.Select(w => w.Balance)]);
    }

    /// <summary>What was booked, newest first.</summary>
    public async Task<Outcome<Page<EntryRow>>> EntriesAsync(Actor actor, Guid userId, int limit, int offset, CancellationToken cancel)
    {
        if (Refusal(actor, userId) is { } refusal) return refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await db.People.AnyAsync(p => p.Id == userId, cancel)) return Refuse.NotFound("user_not_found", "There is no such person.");

        // Entries of one moment have ids that SQL Server would sort in an order of its own; the balance's own order is by time.
        return await (
            from posting in db.LedgerPostings.AsNoTracking()
            join wallet in db.Wallets on posting.WalletId equals (Guid?)wallet.Id
            join entry in db.LedgerEntries on posting.EntryId equals entry.Id
            where wallet.OwnerId == userId
            orderby entry.At descending, entry.Id descending
            select new EntryRow(
                entry.Id, entry.At, entry.ReferenceKind, entry.ReferenceId, entry.Words, entry.ActorName,
                new Money(posting.MinorUnits, entry.Currency), new Money(posting.BalanceAfter!.Value, entry.Currency)))
            .PageAsync(limit, offset, cancel);
    }

    private static Refusal? Refusal(Actor actor, Guid userId) =>
        actor.May(Permission.ManageWallets) || (actor.UserId == userId && actor.May(Permission.ChargeOwn)) ? null : Refuse.Forbidden("This wallet is not yours.");
}
