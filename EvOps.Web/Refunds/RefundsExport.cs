using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Refunds;

/// <summary>The list of refunds as a table for those who account for them, with the page's filters.</summary>
public static class RefundsExport
{
    private const int Portion = 1000;

    public static void MapRefundsExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/refunds/export.csv", ExportAsync).RequirePermission(Permission.RequestRefunds).ExcludeFromDescription();

    private static IResult ExportAsync(HttpContext http, ListRefunds refunds, ClaimsPrincipal user)
    {
        var filter = RefundQuery.FilterOf(name => http.Request.Query[name]) with { IsUrgentFirst = false };
        return Results.Stream(body => WriteAsync(body, refunds, user.ToActor(), filter, http.RequestAborted), "text/csv", "refunds.csv");
    }

    private static async Task WriteAsync(Stream body, ListRefunds refunds, Actor actor, RefundFilter filter, CancellationToken cancel)
    {
        await using var csv = new StreamWriter(body, leaveOpen: true);
        await csv.WriteLineAsync("refund,state,for,subject,driver,address,amount,currency,reason code,reason,requested,by,decided,by,decision,paid,way,payment service's id,attempts,last error");
        for (var offset = 0; await refunds.RunAsync(actor, filter, Portion, offset, cancel) is { IsDone: true, Value.Items: { Count: > 0 } items }; offset += Portion)
            foreach (var row in items) await csv.WriteLineAsync(Csv.Line(Cells(row)));
    }

    private static string?[] Cells(RefundRow row)
    {
        var refund = row.Refund;
        return
        [
            refund.Id.ToString(), refund.State.ToString(), refund.Title, refund.SubjectId.ToString(), row.OwnerName, row.OwnerEmail,
            refund.Amount.Amount.ToString(CultureInfo.InvariantCulture), refund.Currency, refund.ReasonCode.ToString(), refund.Reason,
            Text(refund.RequestedAt), refund.RequestedBy, Text(refund.DecidedAt), refund.DecidedBy, refund.DecisionReason, Text(refund.DoneAt),
            refund.Way.ToString(), refund.GatewayReference, refund.Attempts.ToString(CultureInfo.InvariantCulture), refund.LastError,
        ];
    }

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
