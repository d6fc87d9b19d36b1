using System.ComponentModel;
using System.Security.Claims;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.StuckSessions;

/// <summary>Whatever is named is found, and what is meant beyond doubt is answered for.</summary>
public static class SearchApi
{
    private sealed record HitView(FoundKind Kind, string Id, string Title, string Detail, FoundRank Match)
    {
        public static HitView Of(Found hit) => new(hit.Kind, hit.Id, hit.Title, hit.Detail, hit.Rank);
    }

    private sealed record AnswerView(
        FoundKind Kind, string Id, Guid? SessionId, string? ChargePointId, int? ConnectorId, bool Trouble, string State, SupportStep Step, string NextStep, string CostSentence)
    {
        public static AnswerView Of(Found hit, SupportCase known) => new(
            hit.Kind, hit.Id, known.Session?.Id, known.ChargePoint, known.ConnectorNumber, known.Answer.IsTrouble, known.Answer.State, known.Answer.Step, known.Answer.Next, known.Answer.Cost);
    }

    private sealed record SearchView(string Query, IReadOnlyList<HitView> Items, int Total, AnswerView? Answer);

    public static void MapSearchApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/v1/search", "Search").RequirePermission(Permission.ViewNetwork)
            .MapGet("", SearchAsync)
            .WithSummary("Finds a connector by the code on it, a charger, station, session, tag or driver.")
            .WithDescription("At most eight of each kind, the best first. Where one of them is meant beyond doubt, answer says how its session stands, what to do next, and one sentence about its cost.");

    private static async Task<Answer<SearchView>> SearchAsync(
        [Description("2 to 100 characters: charger/number, an identity, a name, any id of a session or its last eight digits, a tag, an e-mail address, the end of a phone number.")] string? q,
        FindAnything find, AnswerSupport support, ClaimsPrincipal user, CancellationToken cancel)
    {
        var actor = user.ToActor();
        var found = await find.RunAsync(actor, q, cancel);
        if (!found.IsDone) return found.Refusal;

        AnswerView? answer = null;
        if (found.Value.Meant is { } meant && FoundLinks.HasAnswer(meant.Kind))
        {
            var known = await support.RunAsync(actor, meant.Kind, meant.Id, cancel);
            if (known.IsDone) answer = AnswerView.Of(meant, known.Value);
        }

        return new SearchView(found.Value.Text, [.. found.Value.Hits.Select(HitView.Of)], found.Value.Hits.Count, answer);
    }
}
