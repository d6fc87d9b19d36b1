using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Ocpp;

/// <summary>What a charger and the house said to each other as a table, or as JSON line by line, with the page's filters.</summary>
public static class MessagesExport
{
    private const int Portion = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    static MessagesExport() => ApiJson.Configure(Json);

    public static void MapMessagesExport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/export.csv", (HttpContext http, ListMessages messages, ClaimsPrincipal user) => Export(http, messages, user, "text/csv", "csv", WriteCsvAsync))
            .RequirePermission(Permission.ViewMessages).ExcludeFromDescription();
        app.MapGet("/messages/export.jsonl", (HttpContext http, ListMessages messages, ClaimsPrincipal user) => Export(http, messages, user, "application/jsonl", "jsonl", WriteJsonAsync))
            .RequirePermission(Permission.ViewMessages).ExcludeFromDescription();
    }

    private static IResult Export(
        HttpContext http, ListMessages messages, ClaimsPrincipal user, string type, string ending, Func<StreamWriter, IAsyncEnumerable<OcppMessage>, Task> write)
    {
        var identity = http.Request.Query["charger"].ToString();
        var found = messages.AllAsync(user.ToActor(), identity, MessageQuery.FilterOf(name => http.Request.Query[name], zone: null), Portion, http.RequestAborted);
        return Results.Stream(
            async body =>
            {
                await using var text = new StreamWriter(body, leaveOpen: true);
                await write(text, found);
            },
            type, $"messages.{ending}");
    }

    private static async Task WriteCsvAsync(StreamWriter text, IAsyncEnumerable<OcppMessage> messages)
    {
        await text.WriteLineAsync("at,direction,action,message id,outcome,latency ms,result,payload");
        await foreach (var one in messages)
        {
            string?[] cells =
            [
                one.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), one.Direction.ToString(), one.Action, one.MessageId, one.Outcome.ToString(),
                one.LatencyMs?.ToString("0.##", CultureInfo.InvariantCulture), one.Result, one.Payload,
            ];
            await text.WriteLineAsync(Csv.Line(cells));
        }
    }

    private static async Task WriteJsonAsync(StreamWriter text, IAsyncEnumerable<OcppMessage> messages)
    {
        await foreach (var one in messages) await text.WriteLineAsync(JsonSerializer.Serialize(MessageView.Of(one), Json));
    }
}
