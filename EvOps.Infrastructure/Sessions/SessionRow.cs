using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>A session as lists and pages show it, with the names that go with its ids.</summary>
/// <param name="ChargePoint">The charger's OCPP identity.</param>
/// <param name="TimeZone">The station's IANA zone; null where the charger stands nowhere yet.</param>
/// <param name="EnergyWh">What is billed; null while open, and where the meter cannot be believed.</param>
/// <param name="CostMinorUnits">As <paramref name="EnergyWh"/>.</param>
/// <param name="Terms">What it is priced by; null where the charger stood nowhere when it began.</param>
/// <param name="BillState">Null while it is open, and where it never began.</param>
/// <param name="ProvisionalUntil">Until when the charger's last word is waited for.</param>
/// <param name="ProposedEnergyWh">While held: what accepting would bill.</param>
/// <param name="BookedMinorUnits">What the driver's wallet was charged.</param>
/// <param name="WaiveReason">Why the bill was taken off; null where it was not.</param>
public sealed record SessionRow(
    Guid Id, Guid RequestId, int? TransactionId, Guid? StationId, string? StationName, string? TimeZone, Guid ChargePointId, string ChargePoint,
    Guid ConnectorId, int ConnectorNumber, string IdTag, Guid? DriverId, string? DriverName, SessionState State, DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? StopRequestedAt, DateTimeOffset? EndedAt, EndReason? EndReason, long? MeterStartWh, long? MeterStopWh,
    long? EnergyWh, TariffTerms? Terms, string? Currency, long? CostMinorUnits, int? InitialSoc, int? FinalSoc, string? ReviewReason,
    BillState? BillState, DateTimeOffset? ProvisionalUntil, long? ProposedEnergyWh, long BookedMinorUnits, string? WaiveReason)
{
    /// <summary>Its figures at this moment, while it is open.</summary>
    public LiveFigures? Now { get; init; }

    public bool IsOpen => State.IsOpen();

    public Money? Cost => CostMinorUnits is { } cost && Currency is { } currency ? new Money(cost, currency) : null;

    /// <summary>What the driver's wallet was charged; null where there is no price.</summary>
    public Money? Booked => Currency is { } currency ? new Money(BookedMinorUnits, currency) : null;

    /// <summary>Watt-hours that are billed, or have flowed so far; null where no meter can be believed.</summary>
    public long? EnergySoFarWh => Now?.EnergyWh ?? EnergyWh;

    /// <summary>What is billed, or would be if it ended now.</summary>
    public Money? CostSoFar => Now is null ? Cost : Now.Cost;

    internal SessionRow With(LiveSessions sessions) => IsOpen ? this with { Now = sessions.Find(Id)?.Figures } : this;
}

internal static class SessionRows
{
    // Names by subquery, not by join: counting the list then asks the sessions alone.
    public static IQueryable<SessionRow> Of(EvOpsDb db, IQueryable<Session> sessions)
    {
        var (stations, people) = (db.Stations, db.People);
        return sessions.Select(s => new SessionRow(
            s.Id, s.RequestId, s.TransactionId, s.StationId,
            stations.Where(t => t.Id == s.StationId).Select(t => t.Name).FirstOrDefault(),
            stations.Where(t => t.Id == s.StationId).Select(t => t.TimeZone).FirstOrDefault(),
            s.ChargePointId, s.ChargePointIdentity, s.ConnectorId, s.ConnectorNumber, s.IdTag, s.DriverId,
            people.Where(p => p.Id == s.DriverId).Select(p => p.DisplayName).FirstOrDefault(),
            s.State, s.RequestedAt, s.StartedAt, s.StopRequestedAt, s.EndedAt, s.EndReason, s.MeterStartWh, s.MeterStopWh,
            s.EnergyWh, s.Terms, s.Currency, s.CostMinorUnits, s.InitialSoc, s.FinalSoc, s.ReviewReason,
            s.BillState, s.ProvisionalUntil, s.ProposedEnergyWh, s.BookedMinorUnits, s.WaiveReason));
    }
}
