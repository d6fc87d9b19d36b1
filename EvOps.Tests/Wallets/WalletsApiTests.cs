using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Wallets;

/// <summary>Wallets at the front door: money comes in once, is seen by whom it belongs to, and the books agree.</summary>
public sealed class WalletsApiTests : IAsyncLifetime
{
    private EvOpsHost host = null!;

    private Guid driver => host.PersonOf(Role.Driver).PersonId;

    public async ValueTask InitializeAsync() => host = await EvOpsHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_payment_that_is_told_twice_counts_once()
    {
        var first = await TopUpAsync(driver, 25.50m, "bank-1");
        var again = await TopUpAsync(driver, 25.50m, " bank-1 ");

        Assert.Equal((HttpStatusCode.OK, 25.50m, false), (first.Status, first.Data.GetProperty("balance").GetDecimal(), first.Data.GetProperty("repeated").GetBoolean()));
        Assert.Equal((HttpStatusCode.OK, 25.50m, true), (again.Status, again.Data.GetProperty("balance").GetDecimal(), again.Data.GetProperty("repeated").GetBoolean()));
        Assert.Equal(first.Data.GetProperty("entryId").GetGuid(), again.Data.GetProperty("entryId").GetGuid());
        Assert.Equal(2550, await BooksAsync());
    }

    [Fact]
    public async Task A_reference_for_somebody_else_or_another_amount_is_a_mistake()
    {
        await TopUpAsync(driver, 10, "bank-1");

        var amount = await TopUpAsync(driver, 11, "bank-1");
        var person = await TopUpAsync(host.PersonOf(Role.Operator).PersonId, 10, "bank-1");

        Assert.Equal((HttpStatusCode.Conflict, "reference_used", "Reference bank-1 has been booked for another amount already."), (amount.Status, amount.Code, amount.Sentence));
        Assert.Equal((HttpStatusCode.Conflict, "Reference bank-1 has been booked for somebody else already."), (person.Status, person.Sentence));
        Assert.Equal(1000, await BooksAsync());
    }

    [Fact]
    public async Task Fifty_at_once_with_one_reference_are_one_payment_and_fifty_references_are_fifty()
    {
        var topUp = host.Get<TopUp>();
        var support = host.ActorOf(Role.Support);

        var same = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => topUp.RunAsync(support, driver, new(5, null, "one"), default))));
        Assert.All(same, outcome => Assert.True(outcome.IsDone));
        Assert.Single(same, outcome => !outcome.Value.WasRepeated);
        Assert.Equal(500, await BooksAsync());

        var different = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => topUp.RunAsync(support, driver, new(1, null, $"many-{i}"), default))));
        Assert.All(different, outcome => Assert.True(outcome.IsDone && !outcome.Value.WasRepeated));
        Assert.Equal(5500, await BooksAsync());
    }

    [Fact]
    public async Task What_cannot_be_booked_is_told_by_field()
    {
        Assert.Equal("The amount is more than zero, and at most 1,000,000.", (await TopUpAsync(driver, 0, "x")).ErrorOf("amount"));
        Assert.Equal("The amount is more than zero, and at most 1,000,000.", (await TopUpAsync(driver, -5, "x")).ErrorOf("amount"));
        Assert.Equal("EUR has 2 digits behind the point.", (await TopUpAsync(driver, 1.005m, "x")).ErrorOf("amount"));
        Assert.Equal("A reference of 1 to 100 characters is needed: the payment's own name.", (await TopUpAsync(driver, 1, " ")).ErrorOf("reference"));
        Assert.Equal("A reference of 1 to 100 characters is needed: the payment's own name.", (await TopUpAsync(driver, 1, new string('x', 101))).ErrorOf("reference"));
        Assert.Equal("The currency is an ISO 4217 code such as EUR.", (await TopUpAsync(driver, 1, "x", "euro")).ErrorOf("currency"));
        Assert.Equal((HttpStatusCode.NotFound, "user_not_found"), ((await TopUpAsync(Guid.NewGuid(), 1, "x")).Status, (await TopUpAsync(Guid.NewGuid(), 1, "x")).Code));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client(Role.Support).PostApiAsync($"/v1/wallets/{driver}/top-ups", new { amount = 5 })).Status);
        Assert.Equal(0, await BooksAsync());
    }

    [Fact]
    public async Task Only_support_and_administrators_book_and_look_into_wallets()
    {
        foreach (var role in new[] { Role.Driver, Role.Operator })
        {
            var http = host.Client(role);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.PostApiAsync($"/v1/wallets/{driver}/top-ups", new { amount = 5, reference = "x" })).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync("/v1/wallets")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync($"/v1/wallets/{driver}/entries")).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/wallet")).Status);
        Assert.True((await host.Client(Role.Admin).PostApiAsync($"/v1/wallets/{driver}/top-ups", new { amount = 5, reference = "by the administrator" })).Success);
        Assert.Equal(500, await BooksAsync());
    }

    [Fact]
    public async Task A_driver_sees_his_own_wallet_and_what_he_owes()
    {
        var empty = (await host.Client(Role.Driver).GetApiAsync("/v1/wallet")).Data;
        Assert.Equal((0m, "EUR", 0m, 0), (Number(empty, "balance"), empty.GetProperty("currency").GetString(), Number(empty, "debt"), empty.GetProperty("entries").GetArrayLength()));

        await TopUpAsync(driver, 3, "bank-1");
        await ChargeAsync(454, "session-1");

        var wallet = (await host.Client(Role.Driver).GetApiAsync("/v1/wallet")).Data;
        Assert.Equal((-1.54m, 1.54m), (Number(wallet, "balance"), Number(wallet, "debt")));
        Assert.Equal([(-4.54m, -1.54m), (3m, 3m)], wallet.GetProperty("entries").EnumerateArray().Select(e => (Number(e, "amount"), Number(e, "balanceAfter"))));
        Assert.Equal(driver, wallet.GetProperty("userId").GetGuid());
    }

    [Fact]
    public async Task Those_who_owe_come_first_and_a_search_finds_who_never_paid()
    {
        var (rich, poor, fresh) = (host.AddPerson("ann@wallets.local", Role.Driver), host.AddPerson("zoe@wallets.local", Role.Driver), host.AddPerson("new@wallets.local", Role.Driver));
        await TopUpAsync(rich.PersonId, 5, "a");
        await ChargeAsync(100, "b", poor.PersonId);

        Assert.Equal(["zoe@wallets.local", "ann@wallets.local"], await ListAsync(""));
        Assert.Equal(["zoe@wallets.local"], await ListAsync("?inDebt=true"));
        Assert.Equal(["new@wallets.local"], await ListAsync("?search=NEW@"));
        Assert.True((await host.Client(Role.Support).PutApiAsync("/v1/tags/X", new { })).Status is HttpStatusCode.Forbidden);
        await host.Client(Role.Admin).PutApiAsync("/v1/tags/04AABB", new { status = "Accepted", userId = fresh.PersonId });
        Assert.Equal(["new@wallets.local"], await ListAsync("?search=04aab"));
    }

    [Fact]
    public async Task Each_currency_is_a_wallet_of_its_own()
    {
        await TopUpAsync(driver, 10, "a");
        await TopUpAsync(driver, 1000, "b", "JPY");

        Assert.Equal("JPY has 0 digits behind the point.", (await TopUpAsync(driver, 0.5m, "c", "JPY")).ErrorOf("amount"));
        var wallets = (await host.Client(Role.Support).GetApiAsync($"/v1/wallets/{driver}")).Data.GetProperty("wallets");
        Assert.Equal([("EUR", 10m), ("JPY", 1000m)], wallets.EnumerateArray().Select(w => (w.GetProperty("currency").GetString()!, Number(w, "balance"))));
    }

    [Fact]
    public async Task The_export_has_every_entry_and_figures_a_spreadsheet_can_add_up()
    {
        await TopUpAsync(driver, 3, "=bank");
        await ChargeAsync(454, "session-1");

        var lines = (await host.Client(Role.Support).GetStringAsync(new Uri(host.Address, $"/wallets/{driver}/export.csv"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        Assert.EndsWith("-4.54,-1.54,EUR", lines[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains(",'=bank,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_ups_stand_in_the_audit_trail_those_refused_as_well()
    {
        await TopUpAsync(driver, 3, "bank-1");
        await TopUpAsync(driver, 4, "bank-1");

        await using var db = host.OpenDb();
        var lines = await db.Set<AuditEntry>().Where(e => e.Action == "top up wallet").OrderBy(e => e.At).Select(e => e.Outcome).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["done", "Reference bank-1 has been booked for another amount already."], lines);
    }

    private Task<ApiAnswer> TopUpAsync(Guid person, decimal amount, string reference, string? currency = null) =>
        host.Client(Role.Support).PostApiAsync($"/v1/wallets/{person}/top-ups", new { amount, reference, currency });

    private async Task ChargeAsync(long cents, string reference, Guid? person = null)
    {
        await using var db = host.OpenDb();
        Assert.NotNull(await host.Get<Ledger>().ChargeAsync(db, person ?? driver, new(cents, "EUR"), new(LedgerReferenceKind.Session, reference), "Charging", "test", default));
        await db.SaveChangesAsync();
    }

    private async Task<string[]> ListAsync(string query) =>
        [.. (await host.Client(Role.Support).GetApiAsync("/v1/wallets" + query)).Data.GetProperty("items").EnumerateArray().Select(w => w.GetProperty("email").GetString()!)];

    /// <summary>The driver's balance, after the books were checked.</summary>
    private async Task<long> BooksAsync()
    {
        await using var db = host.OpenDb();
        await Books.BalanceAsync(db);
        return await db.Wallets.Where(w => w.OwnerId == driver).Select(w => w.BalanceMinorUnits).SingleOrDefaultAsync();
    }

    private static decimal Number(JsonElement json, string name) => json.GetProperty(name).GetDecimal();
}
