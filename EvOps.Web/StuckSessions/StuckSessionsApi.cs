using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.StuckSessions;

/// <summary>Which sessions are stuck, why it is thought so, and what freeing them comes to.</summary>
public static class StuckSessionsApi
{
    private sealed record EvidenceView(EvidenceKind Kind, DateTimeOffset Since, Confidence Confidence, string Message, Remedy Remedy)
    {
        public static EvidenceView Of(Evidence e) => new(e.Kind, e.Since, e.Confidence, e.Words, e.Remedy);
    }

    private sealed record RuledOutView(Harmless Kind, string Message);

    private sealed record StuckView(
        Guid SessionId, Guid RequestId, int? TransactionId, Guid? StationId, string? StationName, string ChargePointId, int ConnectorId, string IdTag, string? DriverName,
        [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status, DateTimeOffset? StartedAt, DateTimeOffset? StuckSince, Confidence? Confidence,
        string Verdict, Remedy? ProposedRemedy, IReadOnlyList<EvidenceView> Evidence, IReadOnlyList<RuledOutView> RuledOut, decimal? EnergyKwh, decimal? CostAmount, string? Currency)
    {
        public static StuckView Of(StuckSession stuck)
        {
            var (row, verdict) = (stuck.Row, stuck.Verdict);
            return new(
                row.Id, row.RequestId, row.TransactionId, row.StationId, row.StationName, row.ChargePoint, row.ConnectorNumber, row.IdTag, row.DriverName,
                row.State, row.StartedAt, verdict.Since, verdict.Confidence, verdict.Sentence, verdict.Remedy, [.. verdict.Evidence.Select(EvidenceView.Of)],
                [.. verdict.RuledOut.Select(r => new RuledOutView(r.Kind, r.Words))], row.EnergySoFarWh / 1000m, row.CostSoFar?.Amount, row.Currency);
        }
    }

    private sealed record WouldEndView(Guid SessionId, decimal? EnergyKwh, decimal? CostAmount, string? Currency, DateTimeOffset? ReadingAt, string? ReviewReason)
    {
        public static WouldEndView Of(ClosedSession closed) =>
            new(closed.SessionId, closed.EnergyWh / 1000m, closed.Cost?.Amount, closed.Cost?.Currency, closed.ReadingAt, closed.ReviewReason);
    }

    private sealed record PreviewView(StuckView Session, IReadOnlyList<WouldEndView> Sessions, bool ChargePointOnline, IReadOnlyList<string> Steps);

    public static void MapStuckSessionsApi(this IEndpointRouteBuilder app)
    {
        var stuck = app.MapApi("/v1/stuck-sessions", "Stuck sessions").RequirePermission(Permission.ViewNetwork);
        stuck.MapGet("", ListAsync).WithSummary("Sessions that hold a plug and should not, the most certain first, each with its evidence.");
        stuck.MapGet("/{sessionId}/preview", PreviewAsync).RequirePermission(Permission.UnlockConnectors)
            .WithSummary("What unlocking the session's connector would come to. Nothing is done.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Answer<Page<StuckView>>> ListAsync([AsParameters] PageQuery page, FindStuck find, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await find.RunAsync(user.ToActor(), cancel),
            found => new Page<StuckView>([.. found.Skip(page.Skip).Take(page.Take).Select(StuckView.Of)], found.Count, page.Take, page.Skip));

    private static async Task<Answer<PreviewView>> PreviewAsync(
        [Description("Session id, request id or transaction id.")] string sessionId, FindStuck find, UnlockConnector unlock, ClaimsPrincipal user, CancellationToken cancel)
    {
        var actor = user.ToActor();
        var session = await find.FindAsync(actor, sessionId, cancel);
        if (!session.IsDone) return session.Refusal;

        return Answer.Of(
            await unlock.PreviewAsync(actor, session.Value.Row.ConnectorId, cancel),
            preview => new PreviewView(StuckView.Of(session.Value), [.. preview.Sessions.Select(WouldEndView.Of)], preview.IsOnline, UnlockStory.Consequences(preview)));
    }
}
