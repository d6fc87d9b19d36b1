using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>A booking, as lists and pages show it.</summary>
/// <param name="TimeZone">The station's.</param>
/// <param name="DriverName">Null where the account is gone.</param>
/// <param name="HoldUntil">While it is a hold: when it expires.</param>
/// <param name="RefundDueMinorUnits">What is to be given back; null while nothing is decided.</param>
/// <param name="Reason">Why it was called off or missed.</param>
/// <param name="Trouble">Why its plug cannot be used: another, or everything back, is offered; null where it can.</param>
/// <param name="OfferedNumber">Of the plug that is offered; null where none is free.</param>
/// <param name="ChargerWords">What the charger said when it was asked to keep the plug.</param>
public sealed record BookingRow(
    Guid Id, Guid StationId, string StationName, string TimeZone, Guid ConnectorId, int ConnectorNumber, string ChargePoint,
    Guid UserId, string? DriverName, string? DriverEmail, string MadeBy,
    DateTimeOffset StartAt, DateTimeOffset EndAt, BookingState State, DateTimeOffset CreatedAt, DateTimeOffset? HoldUntil, DateTimeOffset? ConfirmedAt, DateTimeOffset? EndedAt,
    string? PaymentId, long FeeMinorUnits, string Currency, long? RefundDueMinorUnits, Guid? SessionId, string? Reason, ChargerReservation AtCharger, string? ChargerWords,
    string? Trouble, Guid? OfferedConnectorId, int? OfferedNumber, string? OfferedCharger)
{
    public Money Fee => new(FeeMinorUnits, Currency);

    public Money? RefundDue => RefundDueMinorUnits is { } due ? new(due, Currency) : null;

    /// <summary>The plug that is offered, as people say it; null where none is.</summary>
    public string? Offered => OfferedNumber is null ? null : $"{OfferedCharger}, connector {OfferedNumber}";

    internal static IQueryable<BookingRow> Of(EvOpsDb db, IQueryable<Booking> bookings) =>
        from b in bookings
        join s in db.Stations on b.StationId equals s.Id
        join c in db.ChargePoints on b.ChargePointId equals c.Id
        join k in db.Connectors on b.ConnectorId equals k.Id
        join o in db.Connectors on b.OfferedConnectorId equals (Guid?)o.Id into offered
        from o in offered.DefaultIfEmpty()
        join q in db.ChargePoints on o == null ? (Guid?)null : o.ChargePointId equals (Guid?)q.Id into chargers
        from q in chargers.DefaultIfEmpty()
        join p in db.People on b.UserId equals p.Id into people
        from p in people.DefaultIfEmpty()
        select new BookingRow(
            b.Id, b.StationId, s.Name, s.TimeZone, b.ConnectorId, k.Number, c.Identity,
            b.UserId, p == null ? null : p.DisplayName, p == null ? null : p.Email, b.MadeBy,
            b.StartAt, b.EndAt, b.State, b.CreatedAt, b.State == BookingState.Pending ? b.HoldUntil : null, b.ConfirmedAt, b.EndedAt,
            b.PaymentId, b.FeeMinorUnits, b.Currency, b.RefundDueMinorUnits, b.SessionId, b.Reason, b.AtCharger, b.ChargerWords,
            b.Trouble, b.OfferedConnectorId, o == null ? null : o.Number, q == null ? null : q.Identity);
}
