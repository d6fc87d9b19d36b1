using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Wallets;

/// <summary>The ledger itself: double entry, only ever added to, each thing booked once, whoever books at the same time.</summary>
public sealed class LedgerTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_is_booked_entries_sum_to_zero_and_the_balance_is_the_sum_of_the_postings() =>
        Always.HoldsFor<(short Amount, bool IsTopUp)[]>(steps =>
        {
            var wallet = new Wallet(Ids.New(Morning), Ids.New(Morning), "EUR");
            var balance = 0L;
            foreach (var (i, (amount, isTopUp)) in (steps ?? []).Index().Where(step => step.Item.Amount != 0))
            {
                var entry = LedgerEntry.Of(
                    wallet, isTopUp ? LedgerAccount.Cash : LedgerAccount.Sales, amount, new(LedgerReferenceKind.TopUp, $"{i}"), "", "", Morning);
                balance += amount;

                Assert.Equal(0, entry.Postings.Sum(p => p.MinorUnits));
                Assert.Equal([amount, -amount], entry.Postings.Select(p => p.MinorUnits));
                Assert.Equal((balance, balance), (wallet.BalanceMinorUnits, entry.Postings[0].BalanceAfter));
                Assert.Equal(Math.Max(0, -balance), wallet.Debt.MinorUnits);
            }
        });

    [Fact]
    public void An_entry_moves_something_and_has_a_name()
    {
        var wallet = new Wallet(Ids.New(Morning), Ids.New(Morning), "EUR");
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerEntry.Of(wallet, LedgerAccount.Cash, 0, new(LedgerReferenceKind.TopUp, "x"), "", "", Morning));
        Assert.Throws<ArgumentException>(() => LedgerEntry.Of(wallet, LedgerAccount.Wallet, 5, new(LedgerReferenceKind.TopUp, "x"), "", "", Morning));
        Assert.Throws<ArgumentException>(() => LedgerEntry.Of(wallet, LedgerAccount.Cash, 5, new(LedgerReferenceKind.TopUp, ""), "", "", Morning));
        Assert.Equal(0, wallet.BalanceMinorUnits);
    }

    [Fact]
    public async Task What_is_booked_is_neither_changed_nor_removed()
    {
        var person = host.AddPerson("fixed@ledger.local", Role.Driver).PersonId;
        await BookAsync(person, 500, "fixed-1");
        await using var db = host.OpenDb();
        var entry = await db.LedgerEntries.Include(e => e.Postings).SingleAsync(e => e.ReferenceId == "fixed-1", TestContext.Current.CancellationToken);

        db.Entry(entry.Postings[0]).Property(p => p.MinorUnits).CurrentValue = 9;
        var changed = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        Assert.Equal("LedgerPosting is only ever added to: it is followed by another row, never changed.", changed.Message);

        db.ChangeTracker.Clear();
        db.LedgerEntries.Remove(await db.LedgerEntries.SingleAsync(e => e.ReferenceId == "fixed-1", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        Assert.Throws<InvalidOperationException>(() => db.SaveChanges());
    }

    [Fact]
    public async Task Charges_and_payments_at_once_all_count()
    {
        var person = host.AddPerson("race@ledger.local", Role.Driver).PersonId;

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(() => BookAsync(person, i % 2 == 0 ? i : -i, $"race-{i}"))));

        await using var db = host.OpenDb();
        Assert.Equal(20, await db.Wallets.Where(w => w.OwnerId == person).Select(w => w.BalanceMinorUnits).SingleAsync(TestContext.Current.CancellationToken));
        await Books.BalanceAsync(db);
    }

    [Fact]
    public async Task The_same_thing_is_booked_once_and_nothing_is_no_entry()
    {
        var person = host.AddPerson("once@ledger.local", Role.Driver).PersonId;
        Assert.True(await BookAsync(person, -300, "once"));
        Assert.False(await BookAsync(person, -300, "once"));
        Assert.False(await BookAsync(person, 0, "nothing"));

        await using var db = host.OpenDb();
        Assert.Equal(-300, await db.Wallets.Where(w => w.OwnerId == person).Select(w => w.BalanceMinorUnits).SingleAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            host.Get<Ledger>().ChargeAsync(db, person, new Money(-1, "EUR"), new(LedgerReferenceKind.Session, "negative"), "", "", default));
    }

    private Task<bool> BookAsync(Guid person, long cents, string reference) => Races.DecideAgainAsync(async () =>
    {
        await using var db = host.OpenDb();
        var (ledger, amount) = (host.Get<Ledger>(), new Money(Math.Abs(cents), "EUR"));
        var entry = cents < 0
            ? await ledger.ChargeAsync(db, person, amount, new(LedgerReferenceKind.Session, reference), "Charging", "test", default)
            : await ledger.TopUpAsync(db, person, amount, new(LedgerReferenceKind.TopUp, reference), "Top-up", "test", default);
        await db.SaveChangesAsync();
        return entry is not null;
    });
}
