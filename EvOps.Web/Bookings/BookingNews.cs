using EvOps.Domain.Bookings;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Web.Common.Live;

namespace EvOps.Web.Bookings;

/// <summary>Those who watch a station are told which time is held and booked; whose it is only those learn who may.</summary>
internal sealed class BookingNews(ListBookings bookings) : IStationNews
{
    private static readonly Actor Me = Actor.House("station updates");

    /// <summary>Some time of a plug that is not free any more.</summary>
    /// <param name="ExpiresAt">While it is a hold: until when.</param>
    private sealed record TakenView(Guid ConnectorId, int ConnectorNumber, string ChargePointId, DateTimeOffset StartTs, DateTimeOffset EndTs, DateTimeOffset? ExpiresAt);

    public IDisposable Listen(LiveFeed live, Action<StationChange> note) => live.Subscribe<BookingChanged>(change =>
    {
        switch (change.State)
        {
            case BookingState.Pending:
                note(Of(change, StationUpdateType.SlotHold));
                break;
            case BookingState.Confirmed:
                // What else changes of it, such as what its charger says, is no news to who watches.
                if (change.IsConfirmation) note(Of(change, StationUpdateType.Booking));
                break;
            case BookingState.Active or BookingState.Completed or BookingState.Cancelled or BookingState.NoShow:
                // What that means to the plug is told as the plug's status.
                break;
            default:
                throw new InvalidOperationException($"{change.State} is no known state.");
        }
    });

    private StationChange Of(BookingChanged change, string type) => new(change.StationId, $"{type} {change.BookingId}", async cancel =>
    {
        // A hold that was given back meanwhile, or has expired, is no news any more.
        if (await bookings.FindAsync(Me, change.BookingId, cancel) is not { IsDone: true, Value: var row } || row.State.IsOver()) return [];
        return
        [
            new(
                change.StationId, type, $"{change.BookingId}", BookingView.Of(row),
                new TakenView(row.ConnectorId, row.ConnectorNumber, row.ChargePoint, row.StartAt, row.EndAt, row.HoldUntil), row.UserId),
        ];
    });
}
