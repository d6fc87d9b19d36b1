using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Faults;

/// <summary>The history of faults as a table for those who account for it, with the page's filters.</summary>
public static class FaultsExport
{
    private const int Portion = 1000;

    public static void MapFaultsExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/faults/export.csv", ExportAsync).RequirePermission(Permission.ViewNetwork).ExcludeFromDescription();

    private static IResult ExportAsync(HttpContext http, ListFaults faults, ClaimsPrincipal user)
    {
        var filter = FaultQuery.FilterOf(name => http.Request.Query[name]);
        return Results.Stream(body => WriteAsync(body, faults, user.ToActor(), filter, http.RequestAborted), "text/csv", "faults.csv");
    }

    private static async Task WriteAsync(Stream body, ListFaults faults, Actor actor, FaultFilter filter, CancellationToken cancel)
    {
        await using var csv = new StreamWriter(body, leaveOpen: true);
        await csv.WriteLineAsync("reported for,heard at,charger,station,connector,kind,source,error code,maker's code,reason,late,correlation id");
        await foreach (var row in faults.AllAsync(actor, filter, Portion, cancel))
        {
            string?[] cells =
            [
                Text(row.ReportedAt), Text(row.At), row.Identity, row.StationName, row.ConnectorNumber.ToString(CultureInfo.InvariantCulture), row.Kind.ToString(), row.Source.ToString(),
                row.ErrorCode, row.VendorErrorCode, row.Reason, row.IsLate ? "late" : "", row.CorrelationId,
            ];
            await csv.WriteLineAsync(Csv.Line(cells));
        }
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
