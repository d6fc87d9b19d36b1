using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Wallets;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Wallets;

/// <summary>All entries of a person's wallets as a table for those who account for them.</summary>
public static class WalletExport
{
    private const int Portion = 1000;

    public static void MapWalletExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/wallets/{userId:guid}/export.csv", ExportAsync).RequirePermission(Permission.ManageWallets).ExcludeFromDescription();

    private static IResult ExportAsync(HttpContext http, Guid userId, ShowWallet wallets, ClaimsPrincipal user) =>
        Results.Stream(body => WriteAsync(body, wallets, user.ToActor(), userId, http.RequestAborted), "text/csv", "wallet.csv");

    private static async Task WriteAsync(Stream body, ShowWallet wallets, Actor actor, Guid userId, CancellationToken cancel)
    {
        await using var csv = new StreamWriter(body, leaveOpen: true);
        await csv.WriteLineAsync("entry,at,kind,reference,for,by,amount,balance after,currency");
        for (var offset = 0; await wallets.EntriesAsync(actor, userId, Portion, offset, cancel) is { IsDone: true, Value.Items: { Count: > 0 } items }; offset += Portion)
            foreach (var row in items) await csv.WriteLineAsync(Csv.Line(Cells(row)));
    }

    private static string?[] Cells(EntryRow row) =>
    [
        row.Id.ToString(), row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.ReferenceKind.ToString(), row.ReferenceId, row.Words,
        row.ActorName, row.Amount.Amount.ToString(CultureInfo.InvariantCulture), row.BalanceAfter.Amount.ToString(CultureInfo.InvariantCulture), row.Amount.Currency,
    ];
}
