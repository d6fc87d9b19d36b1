using EvOps.Domain.Alerts;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Tells a driver what became of a booking, in the same save.</summary>
public sealed class TellBooker(Notices notices, TimeProvider time)
{
    public Task<Told?> ConfirmedAsync(EvOpsDb db, Booking booking, Station station, Connector plug, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingConfirmed, $"Booked at {station.Name}",
        $"Connector {plug.Number} at {station.Name} is yours {When(booking, station)}.{(booking.FeeMinorUnits > 0 ? $" {booking.Fee} were taken from your wallet." : "")}", cancel);

    public Task<Told?> MovedAsync(EvOpsDb db, Booking booking, Station station, Connector plug, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingConfirmed, $"Your booking at {station.Name} was moved",
        $"Your booking at {station.Name} was moved: connector {plug.Number} is yours {When(booking, station)}.", cancel);

    public Task<Told?> CancelledAsync(EvOpsDb db, Booking booking, Station station, bool byDriver, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingCancelled, $"Your booking at {station.Name} was cancelled",
        $"Your booking at {station.Name} {When(booking, station)} was cancelled{(byDriver ? "" : " by the operator")}{(byDriver || booking.Reason is null ? "" : $": {booking.Reason}")}.{Money(booking)}", cancel);

    public Task<Told?> MissedAsync(EvOpsDb db, Booking booking, Station station, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingMissed, $"Your booking at {station.Name} has lapsed",
        $"Your booking at {station.Name} {When(booking, station)} has lapsed{(booking.Reason is { } excuse ? $": {excuse}" : ", because you did not start in time")}. The connector is free for others.{Money(booking)}", cancel);

    /// <param name="other">The plug that is free instead, in words; null where none is.</param>
    public Task<Told?> OfferedAsync(EvOpsDb db, Booking booking, Station station, string? other, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingTrouble, $"Your plug at {station.Name} cannot be used",
        $"{booking.Trouble}. Your booking at {station.Name} {When(booking, station)}: {(other is null ? "no other connector is free, but you can cancel it" : $"take {other} instead, or cancel")}{(booking.FeeMinorUnits > 0 ? $" and get all of {booking.Fee} back" : "")}.", cancel, "/drive/bookings");

    public Task<Told?> UsableAgainAsync(EvOpsDb db, Booking booking, Station station, CancellationToken cancel) => AddAsync(
        db, booking, NoticeKind.BookingTrouble, $"Your plug at {station.Name} can be used again",
        $"Your booking at {station.Name} {When(booking, station)} stands as it was: its connector can be used again.", cancel, "/drive/bookings");

    /// <summary>After it was saved.</summary>
    public void Tell(Told? told) => notices.Tell(told);

    private string When(Booking booking, Station station)
    {
        var (clock, now) = (StationClock.Of(station.TimeZone), time.GetUtcNow());
        return $"from {clock.Say(booking.StartAt, now)} to {clock.Say(booking.EndAt, now)}";
    }

    private static string Money(Booking booking) => booking switch
    {
        { FeeMinorUnits: 0 } => "",
        { RefundDueMinorUnits: > 0 and var due } => $" You get {new Money(due, booking.Currency)} back.",
        _ => $" The fee of {booking.Fee} is not given back.",
    };

    private Task<Told?> AddAsync(EvOpsDb db, Booking booking, NoticeKind kind, string title, string words, CancellationToken cancel, string? link = null) =>
        notices.AddAsync(db, booking.UserId, kind, title, words, link ?? $"/drive/stations/{booking.StationId}", null, time.GetUtcNow(), cancel);
}
