using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Refunds;

/// <summary>Money that drivers bring by the payment service.</summary>
internal static class PaymentsApi
{
    private sealed record PaymentBody(
        [property: Description("Major units, for one's wallet.")] decimal? Amount = null,
        [property: Description("ISO 4217; left out: of one's only wallet, or the house's.")] string? Currency = null,
        [property: Description("Of the hold whose fee is paid, in place of an amount.")] string? HoldToken = null);

    /// <param name="Reason">What was done about it; it stands in the audit trail.</param>
    private sealed record SeeToBody(string? Reason);

    /// <param name="PaymentId">The payment service's own name for it: a hold is confirmed with it.</param>
    /// <param name="ClientSecret">With which the driver confirms it at the payment service; told once, when it is begun.</param>
    private sealed record PaymentView(
        Guid Id, string? PaymentId, [property: JsonConverter(typeof(CapitalWords<PaymentState>))] PaymentState Status, decimal Amount, string Currency, Guid? BookingId,
        DateTimeOffset BegunAt, DateTimeOffset? PaidAt, string? Trouble, string? ClientSecret = null, string? PayPage = null)
    {
        public static PaymentView Of(Payment payment) =>
            new(payment.Id, payment.IntentId, payment.State, payment.Amount.Amount, payment.Currency, payment.BookingId, payment.BegunAt, payment.PaidAt, payment.Words);
    }

    public static void MapPayments(this IEndpointRouteBuilder app)
    {
        var payments = app.MapApi("/v1/payments", "Wallets").RequirePermission(Permission.ChargeOwn);
        payments.MapPost("", BeginAsync)
            .WithExample("""{"amount": 25.00}""")
            .WithSummary("Begins a payment at the payment service: for one's wallet, or for the fee of one's hold.")
            .WithDescription("Confirm it at the payment service with the client secret; a payment for a hold is then the paymentId that the hold is confirmed with. The money goes into the wallet when it comes. The same hold again is the same payment.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity).Produces<Failure>(StatusCodes.Status503ServiceUnavailable);
        app.MapApi("/v1/payments", "Wallets").RequirePermission(Permission.ManageWallets).MapPost("/{id}/see-to", SeeToAsync)
            .WithExample("""{"reason": "Sent back by the payment service's own page."}""")
            .WithSummary("Says what was done about a payment that came in another sum than was asked for: by its id, or the payment service's own name for it.")
            .WithDescription("Nothing is booked by that; its alert closes.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        payments.MapGet("/{id:guid}", FindAsync).WithSummary("One's own payment, as it stands at the payment service.").Produces<Failure>(StatusCodes.Status404NotFound);
    }

    private static async Task<Answer<PaymentView>> BeginAsync(PaymentBody body, BeginPayment begin, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await begin.RunAsync(user.ToActor(), new PaymentWish(body.Amount, body.Currency, body.HoldToken), cancel),
            begun => PaymentView.Of(begun.Payment) with { ClientSecret = begun.ClientSecret, PayPage = begun.PayPage });

    private static async Task<Answer<PaymentView>> SeeToAsync(string id, SeeToBody body, SeeToPayment see, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await see.RunAsync(user.ToActor(), id, body.Reason, cancel), PaymentView.Of);

    private static async Task<Answer<PaymentView>> FindAsync(Guid id, ShowPayment show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await show.FindAsync(user.ToActor(), id, cancel), PaymentView.Of);
}
