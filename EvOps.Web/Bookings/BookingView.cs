using System.Text.Json.Serialization;
using EvOps.Domain.Bookings;
using EvOps.Infrastructure.Bookings;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Bookings;

/// <summary>What is offered because the connector that is booked cannot be used; without another connector only to cancel, with everything back.</summary>
internal sealed record BookingOfferView(string Reason, Guid? ConnectorId, int? ConnectorNumber, string? ChargePointId);

/// <summary>A booking as the API shows it.</summary>
/// <param name="ExpiresAt">While it is a hold: until when.</param>
/// <param name="RefundDue">What is to be given back of the fee; null while nothing is decided.</param>
/// <param name="Offer">Null where its connector can be used.</param>
/// <param name="AtCharger">What the charger itself knows of it.</param>
/// <param name="ChargerSays">In the charger's own words.</param>
internal sealed record BookingView(
    Guid Id, Guid StationId, string StationName, string TimeZone, Guid ConnectorId, int ConnectorNumber, string ChargePointId, DateTimeOffset StartTs, DateTimeOffset EndTs,
    [property: JsonConverter(typeof(CapitalWords<BookingState>))] BookingState Status,
    Guid UserId, string? Driver, string MadeBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? EndedAt,
    string? PaymentId, decimal Fee, string Currency, decimal? RefundDue, Guid? SessionId, string? Reason,
    [property: JsonConverter(typeof(CapitalWords<ChargerReservation>))] ChargerReservation AtCharger, string? ChargerSays, BookingOfferView? Offer)
{
    public static BookingView Of(BookingRow row) => new(
        row.Id, row.StationId, row.StationName, row.TimeZone, row.ConnectorId, row.ConnectorNumber, row.ChargePoint, row.StartAt, row.EndAt,
        row.State, row.UserId, row.DriverName, row.MadeBy, row.CreatedAt, row.HoldUntil, row.ConfirmedAt, row.EndedAt,
        row.PaymentId, row.Fee.Amount, row.Currency, row.RefundDue?.Amount, row.SessionId, row.Reason, row.AtCharger, row.ChargerWords,
        row.Trouble is { } trouble ? new(trouble, row.OfferedConnectorId, row.OfferedNumber, row.OfferedCharger) : null);
}

/// <summary>What can be booked, in the contract's words.</summary>
internal sealed record FreeTimesView(Guid StationId, IReadOnlyList<FreeTimeView> AvailableSlots, int Total)
{
    public static FreeTimesView Of(FreeTimes free) => new(
        free.StationId,
        [.. free.Slots.Select(s => new FreeTimeView(s.ConnectorId, s.ConnectorNumber, s.ChargePoint, s.Time.From, s.Time.To, (int)s.Time.Length.TotalMinutes))],
        free.Slots.Count);
}

internal sealed record FreeTimeView(Guid ConnectorId, int ConnectorNumber, string ChargePointId, DateTimeOffset Start, DateTimeOffset End, int DurationMinutes);
