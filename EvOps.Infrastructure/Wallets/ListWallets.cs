using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Wallets;

/// <summary>Whose wallets: part of a name, an address or a tag; only those who owe something.</summary>
public sealed record WalletFilter(string? Search = null, bool IsInDebt = false);

/// <summary>
/// Everybody who has used a wallet; with a search everybody it fits, because somebody who never charged may want to pay in as well.
/// Those who owe come first, then by name.
/// </summary>
public sealed class ListWallets(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<WalletRow>>> RunAsync(Actor actor, WalletFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWallets, "see wallets").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var wallets = db.Wallets;
        var page = await Filtered(db, filter)
            .OrderByDescending(p => wallets.Any(w => w.OwnerId == p.Id && w.BalanceMinorUnits < 0)).ThenBy(p => p.DisplayName).ThenBy(p => p.Id)
            .Select(p => new { p.Id, p.Email, p.DisplayName, Wallets = wallets.Where(w => w.OwnerId == p.Id).OrderBy(w => w.Currency).ToList() })
            .PageAsync(limit, offset, cancel);
        return new Page<WalletRow>(
            [.. page.Items.Select(p => new WalletRow(p.Id, p.Email!, p.DisplayName, [.. p.Wallets.Select(w => w.Balance)]))], page.Total, limit, offset);
    }

    private static IQueryable<Person> Filtered(EvOpsDb db, WalletFilter filter)
    {
        var (people, wallets, tags) = (db.People.AsNoTracking(), db.Wallets, db.IdTags);
        if (filter.IsInDebt) people = people.Where(p => wallets.Any(w => w.OwnerId == p.Id && w.BalanceMinorUnits < 0));
        if (string.IsNullOrWhiteSpace(filter.Search)) return people.Where(p => wallets.Any(w => w.OwnerId == p.Id));

        var pattern = Like.Containing(filter.Search);
        return people.Where(p => EF.Functions.Like(p.Email!, pattern, Like.Escape) || EF.Functions.Like(p.DisplayName, pattern, Like.Escape)
            || tags.Any(t => t.UserId == p.Id && EF.Functions.Like(t.Value, pattern, Like.Escape)));
    }
}
