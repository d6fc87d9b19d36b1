using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Refunds;

/// <summary>Money that goes back: asked for by one person, decided by another, paid by a job.</summary>
public static class RefundsApi
{
    private sealed record RefundBody(
        [property: Description("Major units, in the currency that was paid in. Never more than was paid.")] decimal Amount,
        [property: Description("Why, in words; whoever decides reads it.")] string Reason,
        [property: Description("Session id, request id or transaction id; or one of the two others."), JsonConverter(typeof(AnyId))] string? SessionId = null,
        Guid? BookingId = null,
        [property: Description("Whose wallet gets a credit out of goodwill.")] Guid? WalletUserId = null,
        RefundReason? ReasonCode = null,
        [property: Description("The payment with which the driver filled his wallet (pi_…), where the money is to go back by that; else it goes the way it was paid.")] string? ToPayment = null);

    private sealed record DecisionBody([property: Description("Why; the driver reads it where a refund is rejected.")] string? Reason = null);

    private sealed record RefundView(
        Guid Id, [property: JsonConverter(typeof(CapitalWords<RefundState>))] RefundState Status, Guid? SessionId, Guid? BookingId, Guid? WalletUserId, Guid UserId, string? UserName,
        string Description, decimal Amount, string Currency, RefundReason ReasonCode, string Reason, RefundWay Gateway, DateTimeOffset RequestedAt, string RequestedBy,
        DateTimeOffset? DecidedAt, string? DecidedBy, string? DecisionReason, DateTimeOffset? CompletedAt, int Attempts, DateTimeOffset? NextAttemptAt, string? LastError,
        string IdempotencyKey, string? GatewayReference, string? ToPayment, DateTimeOffset? ReturnedAt, string? Trouble)
    {
        public static RefundView Of(RefundRow row)
        {
            var refund = row.Refund;
            Guid? Named(RefundSubject subject) => refund.Subject == subject ? refund.SubjectId : null;
            return new(
                refund.Id, refund.State, Named(RefundSubject.Session), Named(RefundSubject.Booking), Named(RefundSubject.Wallet), refund.OwnerId, row.OwnerName,
                refund.Title, refund.Amount.Amount, refund.Currency, refund.ReasonCode, refund.Reason, refund.Way, refund.RequestedAt, refund.RequestedBy,
                refund.DecidedAt, refund.DecidedBy, refund.DecisionReason, refund.DoneAt, refund.Attempts, refund.NextAttemptAt, refund.LastError,
                refund.IdempotencyKey, refund.GatewayReference, refund.Way == RefundWay.Http ? refund.PaymentReference : null, refund.ReturnedAt, refund.Trouble);
        }
    }

    private sealed record AttemptView(DateTimeOffset At, RefundAnswer Result, string Message);

    private sealed record EntryView(Guid Id, DateTimeOffset At, string Description, decimal Amount, decimal BalanceAfter)
    {
        public static EntryView Of(RefundEntry entry) => new(entry.Id, entry.At, entry.Words, entry.Amount.Amount, entry.BalanceAfter.Amount);
    }

    private sealed record DetailView(
        RefundView Refund, decimal? Paid, decimal? Refunded, IReadOnlyList<EntryView> Payments, IReadOnlyList<EntryView> Entries, IReadOnlyList<AttemptView> Attempts)
    {
        public static DetailView Of(RefundDetail detail) => new(
            RefundView.Of(detail.Row), detail.Basis?.Paid?.Amount, detail.Basis?.Taken.Amount, [.. detail.Payments.Select(EntryView.Of)], [.. detail.Entries.Select(EntryView.Of)],
            [.. detail.Attempts.Select(a => new AttemptView(a.At, a.Answer, a.Words))]);
    }

    public static void MapRefundsApi(this IEndpointRouteBuilder app)
    {
        var refunds = app.MapApi("/v1/refunds", "Refunds").RequirePermission(Permission.RequestRefunds);
        refunds.MapGet("", ListAsync).WithSummary("Refunds, newest first.");
        refunds.MapGet("/{id:guid}", FindAsync).WithSummary("One refund, with its attempts and what was booked.").Produces<Failure>(StatusCodes.Status404NotFound);
        refunds.MapPost("", AskAsync)
            .WithExample("""{"sessionId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a14", "amount": 4.20, "reason": "The charger stopped by itself after two minutes."}""")
            .WithSummary("Asks for a refund. Somebody else has to approve it.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        Decision(refunds, "approve", RefundDecision.Approve, "Approves it: it is paid within seconds. Not by the person who asked.");
        Decision(refunds, "reject", RefundDecision.Reject, "Rejects it, with a reason. Not by the person who asked.");
        Decision(refunds, "retry", RefundDecision.RaiseAgain, "Sends one that failed on its way again.");
        Decision(refunds, "see-to", RefundDecision.SeeTo, "Says what was done about one that went astray.");
        app.MapPaymentEvents();
        app.MapPayments();
    }

    private static void Decision(RouteGroupBuilder refunds, string verb, RefundDecision decision, string summary) =>
        refunds.MapPost($"/{{id:guid}}/{verb}", async (Guid id, DecisionBody? body, DecideRefund decide, ShowRefund show, ClaimsPrincipal user, CancellationToken cancel) =>
            await DecideAsync(id, decision, body, decide, show, user, cancel))
            .WithExample("""{"reason": "The meter and the car agree."}""")
            .RequirePermission(Permission.ApproveRefunds).WithSummary(summary)
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Answer<Page<RefundView>>> ListAsync(
        Choice<RefundState>? status, [AsParameters] PageQuery page, ListRefunds list, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await list.RunAsync(user.ToActor(), new RefundFilter(status?.Value), page.Take, page.Skip, cancel),
            found => new Page<RefundView>([.. found.Items.Select(RefundView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<DetailView>> FindAsync(Guid id, ShowRefund show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await show.RunAsync(user.ToActor(), id, cancel), DetailView.Of);

    private static async Task<Answer<RefundView>> AskAsync(RefundBody body, AskForRefund ask, ShowRefund show, ClaimsPrincipal user, CancellationToken cancel)
    {
        var actor = user.ToActor();
        var wish = new RefundWish(body.SessionId, body.BookingId, body.WalletUserId, body.Amount, body.Reason, body.ReasonCode, body.ToPayment);
        var asked = await ask.RunAsync(actor, wish, cancel);
        return asked.IsDone ? Answer.Of(await show.RunAsync(actor, asked.Value, cancel), detail => RefundView.Of(detail.Row)) : asked.Refusal;
    }

    private static async Task<Answer<RefundView>> DecideAsync(
        Guid id, RefundDecision decision, DecisionBody? body, DecideRefund decide, ShowRefund show, ClaimsPrincipal user, CancellationToken cancel)
    {
        var actor = user.ToActor();
        var decided = await decide.RunAsync(actor, id, decision, body?.Reason, cancel);
        return decided.IsDone ? Answer.Of(await show.RunAsync(actor, id, cancel), detail => RefundView.Of(detail.Row)) : decided.Refusal;
    }
}
