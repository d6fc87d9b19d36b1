using EvOps.Domain.Common;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Stations;

/// <summary>Lets in a charger that waits in quarantine: it is asked to boot again at once, and is accepted then.</summary>
public sealed class ApproveChargePoint(DecideBoot decideBoot)
{
    public Task<Outcome<ChargePointRow>> RunAsync(Actor actor, string identity, CancellationToken cancel) =>
        decideBoot.RunAsync(actor, identity, "approve charge point", null, chargePoint => chargePoint.Approve(), cancel);
}
