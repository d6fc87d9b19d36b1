using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// A decision about a charger's boot counts from its next boot on: a connected one is asked for it at once, beside the caller. One
/// that cannot be asked, or does not follow, boots again by itself when its interval is over.
/// </summary>
public sealed class AskToBoot(IChargePointLink link, FollowUps followUps)
{
    /// <param name="identity">The charger.</param>
    /// <param name="before">What it was answered so far. To a rejected charger nothing is sent (OCPP 1.6 §4.2).</param>
    public void Run(string identity, BootStatus before)
    {
        if (before == BootStatus.Rejected || !link.IsConnected(identity)) return;
        _ = followUps.Run($"Ask {identity} to boot", cancel => link.AskToBootAsync(identity, cancel));
    }
}
