using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Stations;

/// <summary>Which chargers can be believed at this moment: those that are connected, and those whose vendor told something lately.</summary>
public sealed class Presence(IChargePointLink link, TimeProvider time)
{
    /// <summary>A vendor tells only what changes, and a plug may be quiet for a day.</summary>
    public static readonly TimeSpan VendorSilence = TimeSpan.FromHours(24);

    /// <summary>So long after its opening a house may still wait for chargers that lost their sockets with it: who is not here yet says nothing.</summary>
    private static readonly TimeSpan Return = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset since = time.GetUtcNow();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether chargers have had the time to come back since the house opened.</summary>
    public bool IsSettled => time.GetUtcNow() - since >= Return;

    /// <summary>The identities of all that are connected.</summary>
    public IReadOnlyCollection<string> Connected => link.Connected;

    /// <summary>Whoever is run by a vendor and was told of since then can be believed.</summary>
    public DateTimeOffset VendorsSince => time.GetUtcNow() - VendorSilence;

    public bool IsReachable(ChargePoint chargePoint) => IsReachable(chargePoint.Identity, chargePoint.IsVendorManaged, chargePoint.LastSeenAt);

    public bool IsReachable(string identity, bool isVendorManaged, DateTimeOffset? lastSeenAt) =>
        link.IsConnected(identity) || (isVendorManaged && lastSeenAt >= VendorsSince);

    /// <summary>Whether commands to it are held back.</summary>
    public BreakerReading BreakerOf(string identity) => link.BreakerOf(identity);

    /// <summary>Since when a connected charger has been; null where it is not connected.</summary>
    public DateTimeOffset? ConnectedSince(string identity) => link.ConnectedSince(identity);

    /// <summary>When a connected charger was last heard of; null where it is not connected.</summary>
    public DateTimeOffset? LastHeard(string identity) => link.LastHeard(identity);
}
