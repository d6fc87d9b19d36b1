using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Stations;

/// <summary>How a charger is answered when it boots: taken in, kept waiting or sent away. A connected one is asked to boot at once.</summary>
public sealed class DecideBoot(ChangeChargePoint change, AskToBoot askToBoot)
{
    /// <param name="actor">Who.</param>
    /// <param name="identity">The charger.</param>
    /// <param name="status">The answer from now on.</param>
    /// <param name="intervalSeconds">Between heartbeats where accepted, until it asks again where not; null leaves it.</param>
    /// <param name="cancel">Gives up before it is saved.</param>
    public Task<Outcome<ChargePointRow>> RunAsync(Actor actor, string identity, BootStatus status, int? intervalSeconds, CancellationToken cancel) =>
        RunAsync(actor, identity, "decide boot", intervalSeconds is null ? $"{status}" : $"{status}, {intervalSeconds} s", c => c.DecideBoot(status, intervalSeconds), cancel);

    internal async Task<Outcome<ChargePointRow>> RunAsync(
        Actor actor, string identity, string action, string? details, Func<ChargePoint, Outcome> decide, CancellationToken cancel)
    {
        var before = BootStatus.Rejected;
        var command = new ChargePointCommand(actor, Permission.CommandChargers, "decide which chargers come in", action, identity, details);
        var saved = await change.RunAsync(command, Remembering, cancel);
        if (saved.IsDone) askToBoot.Run(identity, before);
        return saved;

        Outcome Remembering(ChargePoint chargePoint)
        {
            before = chargePoint.BootStatus;
            return decide(chargePoint);
        }
    }
}
