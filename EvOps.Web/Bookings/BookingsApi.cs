using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Bookings;

/// <summary>What is free, and booking it: first held, then confirmed with a payment.</summary>
public static class BookingsApi
{
    private sealed record HoldBody(
        Guid StationId,
        [property: Description("The connector's id, or its number where the station has one charge point."), JsonConverter(typeof(AnyId))] string ConnectorId,
        DateTimeOffset StartTs, DateTimeOffset EndTs);

    private sealed record HeldView(string Token, int ExpiresIn, Guid BookingId, DateTimeOffset ExpiresAt);

    private sealed record ConfirmBody(string HoldToken, [property: JsonConverter(typeof(AnyId))] string PaymentId);

    private sealed record CancelBody(
        [property: Description("The driver reads it, where somebody else cancels.")] string? Reason = null,
        [property: Description("Whatever the policy says; only from those who may cancel for others.")] bool FullRefund = false);

    private sealed record CreateBody(
        [property: Description("For whom.")] Guid UserId, Guid StationId,
        [property: Description("The connector's id, or its number where the station has one charge point."), JsonConverter(typeof(AnyId))] string ConnectorId,
        DateTimeOffset StartTs, DateTimeOffset EndTs,
        [property: Description("The driver pays no fee for it.")] bool Free = false);

    private sealed record MoveBody(
        DateTimeOffset StartTs, DateTimeOffset EndTs,
        [property: Description("Another connector of the same station; left out: the same."), JsonConverter(typeof(AnyId))] string? ConnectorId = null,
        [property: Description("Only says what it would meet.")] bool DryRun = false);

    private sealed record MoveView(
        [property: Description("Why not; null where nothing stands against it.")] string? Refusal, string? Code,
        [property: Description("The bookings that have the time.")] IReadOnlyList<BookingView> Conflicts, BookingView? Booking);

    public static void MapBookingsApi(this IEndpointRouteBuilder app)
    {
        app.MapApi("/v1/stations", "Stations").MapGet("/{id}/availability", FreeAsync).WithETag()
            .WithSummary("The times of a station that can be booked.")
            .WithDescription("Each day is cut into slots from the station's own midnight on, as long in real time on days when the clock changes as on any other. Only what is still to come and can be booked; at most 31 days and 20,000 slots.")
            .Produces<Failure>(StatusCodes.Status404NotFound);

        var bookings = app.MapApi("/v1/bookings", "Bookings").RequirePermission(Permission.ChargeOwn);
        bookings.MapGet("", ListAsync).WithSummary("Bookings, the latest first. A driver gets his own.");
        bookings.MapGet("/{id:guid}", FindAsync).WithSummary("One booking.").Produces<Failure>(StatusCodes.Status404NotFound);
        bookings.MapPost("/holds", HoldAsync)
            .WithExample("""{"stationId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", "connectorId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a12", "startTs": "2026-11-20T18:00:00Z", "endTs": "2026-11-20T19:00:00Z"}""")
            .WithSummary("Keeps some time of a connector while it is paid for. A hold ends by itself.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        bookings.MapPost("/confirm", ConfirmAsync)
            .WithExample("""{"holdToken": "hold_3vJt0yqf", "paymentId": "pay_20261120_0042"}""")
            .WithSummary("Makes a booking of a hold. Twice with the same payment is one booking.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        bookings.MapPost("/{id:guid}/cancel", CancelAsync)
            .WithExample("""{"reason": "The site is closed for the fair.", "fullRefund": true}""")
            .WithSummary("Calls a booking off, or gives a hold back. What is given back of the fee is said by refundDue.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        bookings.MapPost("/{id:guid}/take-offer", TakeOfferAsync)
            .WithSummary("Takes the connector that is offered because the booked one cannot be used. It costs nothing.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        bookings.MapPost("", CreateAsync)
            .WithExample("""{"userId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a13", "stationId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", "connectorId": "1", "startTs": "2026-11-20T18:00:00Z", "endTs": "2026-11-20T19:00:00Z"}""")
            .RequirePermission(Permission.ControlSessions)
            .WithSummary("Books for a driver: confirmed at once.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        bookings.MapPost("/{id:guid}/move", MoveAsync)
            .WithExample("""{"startTs": "2026-11-20T18:30:00Z", "endTs": "2026-11-20T19:30:00Z", "dryRun": true}""")
            .RequirePermission(Permission.ControlSessions)
            .WithSummary("Gives a booking another time, or another connector of its station; with dryRun it only says what that would meet.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Answer<FreeTimesView>> FreeAsync(
        Guid id,
        [Description("A day of the station, such as 2026-11-20, or a time in ISO 8601; left out: now.")] string? startDate,
        [Description("A day, which counts to its end, or a time; left out: a week.")] string? endDate,
        [Description("As short and as long as a booking may be, at most 1440; left out: 60.")] int? slotDurationMinutes,
        FindFreeTimes free, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.OfRemembered(await free.RunAsync(user.ToActor(), new(id, startDate, endDate, slotDurationMinutes ?? 60), cancel), FreeTimesView.Of);

    private static async Task<Answer<Page<BookingView>>> ListAsync(
        [Description("Only bookings in this state: PENDING, CONFIRMED, ACTIVE, COMPLETED, CANCELLED or NO_SHOW.")] Choice<BookingState>? status,
        [Description("Only of this station.")] Guid? stationId,
        [Description("Only of this connector.")] Guid? connectorId,
        [Description("Only those that end after this time.")] DateTimeOffset? from,
        [Description("Only those that begin before this time.")] DateTimeOffset? to,
        [Description("Only of this person.")] Guid? userId,
        [Description("Only of this driver, station or charger.")] string? search,
        [Description("True: the next first.")] bool? upcoming,
        [AsParameters] PageQuery page, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel)
    {
        var filter = new BookingFilter(status is { } one ? [one.Value] : null, stationId, connectorId, from, to, userId, search, upcoming == true);
        return Answer.Of(
            await bookings.RunAsync(user.ToActor(), filter, page.Take, page.Skip, cancel),
            found => new Page<BookingView>([.. found.Items.Select(BookingView.Of)], found.Total, found.Limit, found.Offset));
    }

    private static async Task<Answer<BookingView>> FindAsync(Guid id, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await bookings.FindAsync(user.ToActor(), id, cancel), BookingView.Of);

    private static async Task<Answer<HeldView>> HoldAsync(HoldBody body, HoldSlot hold, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await hold.RunAsync(user.ToActor(), new(body.StationId, body.ConnectorId, body.StartTs, body.EndTs), cancel),
            held => new HeldView(held.Token, held.ExpiresIn, held.BookingId, held.Until));

    private static async Task<Answer<BookingView>> ConfirmAsync(ConfirmBody body, ConfirmBooking confirm, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        await ShowAsync(await confirm.RunAsync(user.ToActor(), body.HoldToken, body.PaymentId, cancel), bookings, user, cancel);

    private static async Task<Answer<BookingView>> CancelAsync(Guid id, CancelBody? body, CancelBooking cancelBooking, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        await ShowAsync(await cancelBooking.RunAsync(user.ToActor(), id, new(body?.Reason, body?.FullRefund == true), cancel), bookings, user, cancel);

    private static async Task<Answer<BookingView>> TakeOfferAsync(Guid id, MoveBooking move, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        await ShowAsync(await move.TakeOfferAsync(user.ToActor(), id, cancel), bookings, user, cancel);

    private static async Task<Answer<BookingView>> CreateAsync(CreateBody body, CreateBooking create, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        await ShowAsync(await create.RunAsync(user.ToActor(), new(body.UserId, body.StationId, body.ConnectorId, body.StartTs, body.EndTs, body.Free), cancel), bookings, user, cancel);

    private static async Task<Answer<MoveView>> MoveAsync(Guid id, MoveBody body, MoveBooking move, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel)
    {
        var wish = new BookingMove(id, body.ConnectorId, body.StartTs, body.EndTs);
        if (body.DryRun)
        {
            return Answer.Of(
                await move.PreviewAsync(user.ToActor(), wish, cancel),
                preview => new MoveView(preview.Stands?.Message, preview.Stands?.Code, [.. preview.InTheWay.Select(BookingView.Of)], null));
        }

        var moved = await move.RunAsync(user.ToActor(), wish, cancel);
        if (!moved.IsDone) return moved.Refusal;
        return Answer.Of(await bookings.FindAsync(user.ToActor(), id, cancel), row => new MoveView(null, null, [], BookingView.Of(row)));
    }

    private static async Task<Answer<BookingView>> ShowAsync(Outcome<Guid> outcome, ListBookings bookings, ClaimsPrincipal user, CancellationToken cancel) =>
        outcome.IsDone ? await FindAsync(outcome.Value, bookings, user, cancel) : outcome.Refusal;
}
