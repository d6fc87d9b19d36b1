using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Sessions;

/// <summary>The list of sessions as a table for those who account for it, with the page's filters.</summary>
public static class SessionsExport
{
    private const int Portion = 1000;

    public static void MapSessionsExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/sessions/export.csv", ExportAsync).RequirePermission(Permission.ViewNetwork).ExcludeFromDescription();

    private static IResult ExportAsync(HttpContext http, ListSessions sessions, ClaimsPrincipal user)
    {
        var filter = SessionQuery.FilterOf(name => http.Request.Query[name]);
        return Results.Stream(body => WriteAsync(body, sessions, user.ToActor(), filter, http.RequestAborted), "text/csv", "sessions.csv");
    }

    private static async Task WriteAsync(Stream body, ListSessions sessions, Actor actor, SessionFilter filter, CancellationToken cancel)
    {
        await using var csv = new StreamWriter(body, leaveOpen: true);
        await csv.WriteLineAsync("session,transaction,station,charger,connector,tag,driver,state,requested,started,ended,meter start Wh,meter stop Wh,energy kWh,cost,currency,end reason,review");
        await foreach (var row in sessions.AllAsync(actor, filter, Portion, cancel)) await csv.WriteLineAsync(Csv.Line(Cells(row)));
    }

    private static string?[] Cells(SessionRow row) =>
    [
        row.Id.ToString(), Text(row.TransactionId), row.StationName, row.ChargePoint, Text(row.ConnectorNumber), row.IdTag, row.DriverName, row.State.ToString(),
        Text(row.RequestedAt), Text(row.StartedAt), Text(row.EndedAt), Text(row.MeterStartWh), Text(row.MeterStopWh),
        Text(row.EnergyWh / 1000m), Text(row.Cost?.Amount), row.Currency, row.EndReason?.ToString(), row.ReviewReason,
    ];

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}
