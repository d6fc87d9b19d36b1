using EvOps.Domain.Common;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Stations;

/// <summary>Sends a charger away: it is told so whenever it boots, and takes no session.</summary>
public sealed class RejectChargePoint(DecideBoot decideBoot)
{
    public Task<Outcome<ChargePointRow>> RunAsync(Actor actor, string identity, CancellationToken cancel) =>
        decideBoot.RunAsync(actor, identity, "reject charge point", null, chargePoint => chargePoint.Reject(), cancel);
}
