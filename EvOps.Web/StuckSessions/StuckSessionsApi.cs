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
        string Verdict, DateTimeOffset? DriverWaitingSince, DateTimeOffset? BookingFrom, string? UrgentBecause, Remedy? ProposedRemedy, IReadOnlyList<EvidenceView> Evidence, IReadOnlyList<RuledOutView> RuledOut, decimal? EnergyKwh, decimal? CostAmount, string? Currency)
    {
        public static StuckView Of(StuckSession stuck)
        {
            var (row, verdict) = (stuck.Row, stuck.Verdict);
            return new(
                row.Id, row.RequestId, row.TransactionId, row.StationId, row.StationName, row.ChargePoint, row.ConnectorNumber, row.IdTag, row.DriverName,
                row.State, row.StartedAt, verdict.Since, verdict.Confidence, verdict.Sentence, stuck.WantedAt, stuck.BlocksFrom, StuckWords.WhyUrgent(stuck), verdict.Remedy, [.. verdict.Evidence.Select(EvidenceView.Of)],
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
        stuck.MapPost("/{sessionId}/steps/{remedy}", StepAsync).RequirePermission(Permission.UnlockConnectors)
            .WithSummary("Takes one step of the ladder: Ask, RemoteStop, Unlock, SoftReset, HardReset or Close.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        stuck.MapPost("/{sessionId:guid}/reopen", ReopenAsync).RequirePermission(Permission.UnlockConnectors)
            .WithSummary("Takes back that a session was closed from here, where its charger proves that it goes on.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        stuck.MapGet("/thresholds", ShowThresholdsAsync).WithSummary("From when on something is evidence, for the network or for one station.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        stuck.MapPut("/thresholds", SetThresholdsAsync)
            .WithExample("""{"meterSilentMinutes": 15, "energyFlatMinutes": 30, "offlineMinutes": 15, "maxHours": 24}""")
            .RequirePermission(Permission.SetThresholds).WithSummary("Sets them; what is null is left open.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        stuck.MapPost("/thresholds/try", TryThresholdsAsync)
            .WithExample("""{"meterSilentMinutes": 10, "energyFlatMinutes": 45}""")
            .WithSummary("What these thresholds would have caught in the last 30 days, beside those that hold. Nothing is changed.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        stuck.MapGet("/statistics", CountAsync).WithSummary("Stuck sessions of the last days: by cause, by kind of charger, and how long it took to free them.");
    }

    private static async Task<Answer<StepView>> StepAsync(
        [Description("Session id, request id or transaction id.")] string sessionId, Remedy remedy, TakeStep steps, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await steps.RunAsync(user.ToActor(), sessionId, remedy, cancel), step => new StepView(step.Remedy, step.Result, step.Words));

    private static async Task<Answer<object>> ReopenAsync(Guid sessionId, ReopenSession reopen, ClaimsPrincipal user, CancellationToken cancel)
    {
        var outcome = await reopen.RunAsync(user.ToActor(), sessionId, cancel);
        return outcome.IsDone ? Answer.Ok<object>(new { sessionId }, "The session is open again.") : outcome.Refusal;
    }

    private static async Task<Answer<ThresholdsView>> ShowThresholdsAsync(Guid? stationId, SetThresholds thresholds, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await thresholds.ShowAsync(user.ToActor(), stationId, cancel), of => new ThresholdsView(of.Chosen, of.Below, of.Chosen.Over(of.Below)));

    private static async Task<Answer<ThresholdsView>> SetThresholdsAsync(ThresholdChoice body, Guid? stationId, SetThresholds thresholds, ClaimsPrincipal user, CancellationToken cancel)
    {
        var set = await thresholds.RunAsync(user.ToActor(), stationId, body, cancel);
        return set.IsDone ? await ShowThresholdsAsync(stationId, thresholds, user, cancel) : set.Refusal;
    }

    private static async Task<Answer<TriedView>> TryThresholdsAsync(ThresholdChoice body, Guid? stationId, TryThresholds past, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await past.RunAsync(user.ToActor(), stationId, body, null, cancel),
            tried => new TriedView(tried.From, tried.Sessions, SideView.Of(tried.Holding), SideView.Of(tried.Tried)));

    private static async Task<Answer<StatisticsView>> CountAsync(CountCases cases, ClaimsPrincipal user, CancellationToken cancel, int days = 30) =>
        Answer.Of(await cases.RunAsync(user.ToActor(), days, cancel), found => new StatisticsView(
            found.From, CountView.Of(found.All), [.. found.Causes.Select(c => new CauseView(c.Cause, CountView.Of(c.Count)))],
            [.. found.Models.Select(m => new ModelView(m.Model.Vendor, m.Model.Model, m.Model.Firmware, m.MainCause, CountView.Of(m.Count), m.Days))]));

    private sealed record StepView(Remedy Remedy, StepResult Result, string Message);

    private sealed record ThresholdsView(ThresholdChoice Chosen, StuckThresholds Below, StuckThresholds Effective);

    private sealed record SideView(int Caught, int FalseAlarms, IReadOnlyDictionary<string, decimal> AtStake)
    {
        public static SideView Of(TriedSide side) => new(side.Catches.Count, side.FalseAlarms, side.AtStake.ToDictionary(m => m.Currency, m => m.Amount));
    }

    private sealed record TriedView(DateTimeOffset From, int Sessions, SideView Holding, SideView Tried);

    private sealed record CountView(int Cases, int FalseAlarms, int EndedByCharger, int FreedByPeople, int FreedBySweeper, int Open, double? MeanSecondsToFree)
    {
        public static CountView Of(CaseCount c) => new(c.Cases, c.Resumed, c.EndedByItself, c.Freed, c.Healed, c.Open, c.ToFree?.TotalSeconds);
    }

    private sealed record StatisticsView(
        DateTimeOffset From, CountView All, IReadOnlyList<CauseView> Causes, IReadOnlyList<ModelView> Models);

    private sealed record CauseView(EvidenceKind Cause, CountView Count);

    private sealed record ModelView(string Vendor, string Model, string Firmware, EvidenceKind MainCause, CountView Count, IReadOnlyList<int> Days);

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
