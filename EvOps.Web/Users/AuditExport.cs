using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Users;

/// <summary>The audit trail as a table for those who account for it.</summary>
public static class AuditExport
{
    private const int Portion = 1000;

    public static void MapAuditExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/audit/export.csv", ExportAsync).RequirePermission(Permission.ViewAudit).ExcludeFromDescription();

    private static IResult ExportAsync(HttpContext http, ListAudit audit, ClaimsPrincipal user)
    {
        var filter = AuditQuery.FilterOf(name => http.Request.Query[name]);
        return Results.Stream(body => WriteAsync(body, audit, user.ToActor(), filter, http.RequestAborted), "text/csv", "audit.csv");
    }

    private static async Task WriteAsync(Stream body, ListAudit audit, Actor actor, AuditFilter filter, CancellationToken cancel)
    {
        await using var csv = new StreamWriter(body, leaveOpen: true);
        await csv.WriteLineAsync("at,who,origin,action,subject kind,subject,outcome,details,correlation id");
        await foreach (var line in audit.AllAsync(actor, filter, Portion, cancel))
        {
            string?[] cells =
            [
                line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                line.Who, line.Origin, line.Action, line.SubjectKind, line.SubjectId, line.Outcome, line.Details, line.CorrelationId,
            ];
            await csv.WriteLineAsync(Csv.Line(cells));
        }
    }
}
