using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a charger may do although the standard says otherwise, and how long its answers are held back. Counts from its next connection on.</summary>
public sealed class SetAllowances(ChangeChargePoint change)
{
    public Task<Outcome<ChargePointRow>> RunAsync(
        Actor actor, string identity, ChargePointAllowances allowances, int answerDelayMilliseconds, CancellationToken cancel) =>
        change.RunAsync(
            new ChargePointCommand(
                actor, Permission.ManageStations, "change what a charger is allowed", "set allowances", identity, $"{allowances}, answers after {answerDelayMilliseconds} ms"),
            chargePoint => chargePoint.Allow(allowances, answerDelayMilliseconds),
            cancel);
}
