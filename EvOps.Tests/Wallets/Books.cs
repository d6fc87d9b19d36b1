using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Wallets;

/// <summary>What an auditor would add up.</summary>
internal static class Books
{
    /// <summary>Each entry sums to zero, each wallet has what was posted to it, and each line says the balance it left behind.</summary>
    public static async Task BalanceAsync(EvOpsDb db)
    {
        var entries = await db.LedgerEntries.AsNoTracking().Include(e => e.Postings).ToListAsync();
        Assert.All(entries, entry => Assert.Equal(0, entry.Postings.Sum(p => p.MinorUnits)));
        Assert.Equal(entries.Count, entries.DistinctBy(e => (e.ReferenceKind, e.ReferenceId)).Count());

        foreach (var wallet in await db.Wallets.AsNoTracking().ToListAsync())
        {
            var postings = entries.SelectMany(e => e.Postings).Where(p => p.WalletId == wallet.Id).ToList();
            Assert.Equal(wallet.BalanceMinorUnits, postings.Sum(p => p.MinorUnits));
            Assert.All(entries.Where(e => e.Postings.Any(p => p.WalletId == wallet.Id)), entry => Assert.Equal(wallet.Currency, entry.Currency));

            // Whoever came first: every balance a line speaks of was reached once, one posting after another.
            Assert.Equal(postings.Count, postings.Select(p => p.BalanceAfter - p.MinorUnits).Count(before => before == 0 || postings.Any(p => p.BalanceAfter == before)));
        }
    }
}
