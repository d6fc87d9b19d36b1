using System.ComponentModel;
using System.Security.Claims;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Wallets;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Wallets;

/// <summary>What drivers have paid in and used.</summary>
public static class WalletsApi
{
    private const int LatestEntries = 20;

    private sealed record TopUpBody(
        [property: Description("What was paid, in major units of the currency.")] decimal Amount,
        [property: Description("The payment's own name. The same one again is the same payment, and counts once.")] string Reference,
        [property: Description("ISO 4217; left out: the currency of the person's only wallet, or EUR.")] string? Currency = null);

    private sealed record TopUpView(Guid EntryId, Guid UserId, decimal Amount, decimal Balance, string Currency, bool Repeated);

    /// <param name="Debt">What is owed; zero where there is a credit.</param>
    private sealed record BalanceView(string Currency, decimal Balance, decimal Debt)
    {
        public static BalanceView Of(Money balance) => new(balance.Currency, balance.Amount, Math.Max(0, -balance.Amount));
    }

    /// <param name="Amount">What came in; negative: what went out.</param>
    private sealed record EntryView(Guid Id, DateTimeOffset At, LedgerReferenceKind Kind, string Reference, string Description, decimal Amount, decimal BalanceAfter, string Currency)
    {
        public static EntryView Of(EntryRow row) =>
            new(row.Id, row.At, row.ReferenceKind, row.ReferenceId, row.Words, row.Amount.Amount, row.BalanceAfter.Amount, row.Amount.Currency);
    }

    private sealed record WalletView(Guid UserId, string Email, string Name, IReadOnlyList<BalanceView> Wallets)
    {
        public static WalletView Of(WalletRow row) => new(row.UserId, row.Email, row.DisplayName, [.. row.Balances.Select(BalanceView.Of)]);
    }

    /// <param name="Balance">Of the first wallet; most people have one.</param>
    /// <param name="Entries">The latest, newest first.</param>
    private sealed record OwnWalletView(Guid UserId, decimal Balance, string Currency, decimal Debt, IReadOnlyList<BalanceView> Wallets, IReadOnlyList<EntryView> Entries);

    public static void MapWalletsApi(this IEndpointRouteBuilder app)
    {
        app.MapApi("/v1/wallet", "Wallets").RequirePermission(Permission.ChargeOwn)
            .MapGet("", OwnAsync).WithSummary("One's own wallet: balance, debt, and what was booked last.");

        var wallets = app.MapApi("/v1/wallets", "Wallets").RequirePermission(Permission.ManageWallets);
        wallets.MapGet("", ListAsync).WithSummary("Everybody's wallets, those who owe first.");
        wallets.MapGet("/{userId:guid}", FindAsync).WithSummary("One person's wallets.").Produces<Failure>(StatusCodes.Status404NotFound);
        wallets.MapGet("/{userId:guid}/entries", EntriesAsync).WithSummary("What was booked in a person's wallets, newest first.").Produces<Failure>(StatusCodes.Status404NotFound);
        wallets.MapPost("/{userId:guid}/top-ups", TopUpAsync)
            .WithExample("""{"amount": 50.00, "reference": "bank-transfer-2026-11-20-0042", "currency": "EUR"}""")
            .WithSummary("Books what a person paid in.")
            .WithDescription("The same reference again answers as the first time and counts once; for another person or amount it is refused.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict);
    }

    private static async Task<Answer<OwnWalletView>> OwnAsync(ShowWallet show, ClaimsPrincipal user, CancellationToken cancel)
    {
        var actor = user.ToActor();
        var me = actor.UserId ?? Guid.Empty;
        var wallet = await show.RunAsync(actor, me, cancel);
        if (!wallet.IsDone) return wallet.Refusal;

        return Answer.Of(await show.EntriesAsync(actor, me, LatestEntries, 0, cancel), entries =>
        {
            var first = BalanceView.Of(wallet.Value.Balances[0]);
            return new OwnWalletView(me, first.Balance, first.Currency, first.Debt, [.. wallet.Value.Balances.Select(BalanceView.Of)], [.. entries.Items.Select(EntryView.Of)]);
        });
    }

    private static async Task<Answer<Page<WalletView>>> ListAsync(
        [Description("Only people with this in their name, address or tag; those who never used a wallet are found as well.")] string? search,
        [Description("True: only people who owe something.")] bool? inDebt,
        [AsParameters] PageQuery page, ListWallets wallets, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await wallets.RunAsync(user.ToActor(), new WalletFilter(search, inDebt == true), page.Take, page.Skip, cancel),
            found => new Page<WalletView>([.. found.Items.Select(WalletView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<WalletView>> FindAsync(Guid userId, ShowWallet show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await show.RunAsync(user.ToActor(), userId, cancel), WalletView.Of);

    private static async Task<Answer<Page<EntryView>>> EntriesAsync(
        Guid userId, [AsParameters] PageQuery page, ShowWallet show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await show.EntriesAsync(user.ToActor(), userId, page.Take, page.Skip, cancel),
            found => new Page<EntryView>([.. found.Items.Select(EntryView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<TopUpView>> TopUpAsync(Guid userId, TopUpBody body, TopUp topUp, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await topUp.RunAsync(user.ToActor(), userId, new TopUpWish(body.Amount, body.Currency, body.Reference), cancel),
            done => new TopUpView(done.EntryId, userId, done.Amount.Amount, done.Balance.Amount, done.Amount.Currency, done.WasRepeated));
}
