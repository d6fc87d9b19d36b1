namespace EvOps.Domain.Stations;

/// <summary>A plug is kept for somebody at this moment.</summary>
/// <param name="UserId">For whom.</param>
/// <param name="From">When his time begins; it is kept from a little earlier on.</param>
public sealed record PlugReservation(Guid ConnectorId, Guid BookingId, Guid UserId, DateTimeOffset From, DateTimeOffset Until);
