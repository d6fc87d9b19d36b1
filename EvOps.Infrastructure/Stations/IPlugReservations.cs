using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Stations;

/// <summary>Bookings and holds that are not over.</summary>
/// <param name="Until">When the last of them ends.</param>
public sealed record TimeAhead(int Count, DateTimeOffset Until);

/// <summary>Which plugs are kept for somebody at this moment. The room of bookings knows; this one, before it on the ladder, only shows it.</summary>
public interface IPlugReservations
{
    /// <param name="stations">Only of these; null: of all.</param>
    /// <returns>By connector.</returns>
    Task<IReadOnlyDictionary<Guid, PlugReservation>> NowAsync(EvOpsDb db, IReadOnlyCollection<Guid>? stations, CancellationToken cancel);

    /// <summary>Whose time at a charger is still to come, so that it has to stay where it is; null where nobody has any.</summary>
    Task<TimeAhead?> AheadAsync(EvOpsDb db, Guid chargePointId, CancellationToken cancel);

    /// <summary>Calls with a station's id when somebody books there, calls off, comes or leaves, until disposed.</summary>
    IDisposable Listen(Action<Guid> stationChanged);
}
