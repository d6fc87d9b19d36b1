using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Refunds;

/// <summary>Where a payment service tells what became of payments and refunds. Its signature is the key.</summary>
internal static class PaymentEventsApi
{
    private const string SignatureHeader = "Stripe-Signature";

    private sealed record TakenView(bool Received);

    public static void MapPaymentEvents(this IEndpointRouteBuilder app) =>
        app.MapApi("/v1/payments", "Refunds").AllowAnonymous().MapPost("/events", TakeAsync)
            .WithSummary("Signed events of the payment service: they complete payments that drivers began, and complete or fail refunds that are under way.")
            .Produces<Failure>(StatusCodes.Status401Unauthorized).Produces<Failure>(StatusCodes.Status404NotFound);

    private static async Task<Answer<TakenView>> TakeAsync(HttpContext http, TakePaymentEvent take, CancellationToken cancel)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(cancel);
        return await take.RunAsync(http.Request.Headers[SignatureHeader], body, cancel) switch
        {
            EventTaken.Taken => new TakenView(true),
            EventTaken.NotOurs => Answer.Ok(new TakenView(true), "It is not about a payment or a refund of ours."),
            EventTaken.AskedInVain => Answer.Refused<TakenView>(StatusCodes.Status503ServiceUnavailable, "payment_service_away", "It says otherwise than before, and you cannot be asked just now which holds: tell it again later."),
            EventTaken.NotSetUp => Answer.Refused<TakenView>(StatusCodes.Status404NotFound, "payment_events_off", "No payment events are taken here: Refunds:Http:WebhookSecret is not set."),
            EventTaken.NotSigned => Answer.Refused<TakenView>(StatusCodes.Status401Unauthorized, "bad_signature", $"The {SignatureHeader} header is missing, wrong, or older than five minutes."),
            EventTaken.Unreadable => Answer.Refused<TakenView>(StatusCodes.Status400BadRequest, "invalid_event", "This is no event, or speaks of an amount or a status that does not fit the refund."),
        };
    }
}
