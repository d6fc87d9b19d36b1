using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Bookings;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Plugs that a stuck session holds: whoever has booked them is offered another. A mere suspicion is not enough.</summary>
public sealed class BlockedPlugs(StuckNow stuck) : IPlugTroubles
{
    public IReadOnlyDictionary<Guid, string> Now => stuck.Sessions.Where(s => s.Verdict.Confidence != Confidence.Low).DistinctBy(s => s.Row.ConnectorId)
        .ToDictionary(s => s.Row.ConnectorId, s => $"Connector {s.Row.ConnectorNumber} of {s.Row.ChargePoint} is still held by another session");
}
