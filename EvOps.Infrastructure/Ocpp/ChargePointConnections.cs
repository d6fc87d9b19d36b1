using System.Collections.Concurrent;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Who is connected, by identity. The newest socket of a charger is the charger; an older one's late end changes nothing.</summary>
public sealed class ChargePointConnections
{
    private readonly ConcurrentDictionary<string, ChargePointConnection> byIdentity = new(StringComparer.Ordinal);

    public ICollection<ChargePointConnection> All => byIdentity.Values;

    public int Count => byIdentity.Count;

    public ChargePointConnection? Find(string identity) => byIdentity.GetValueOrDefault(identity);

    /// <summary>Enters a connection and hands back the one it replaces (ocpp.md X16).</summary>
    public ChargePointConnection? Enter(ChargePointConnection connection)
    {
        while (true)
        {
            if (byIdentity.TryAdd(connection.ChargePoint.Identity, connection)) return null;
            if (byIdentity.TryGetValue(connection.ChargePoint.Identity, out var old)
                && byIdentity.TryUpdate(connection.ChargePoint.Identity, connection, old)) return old;
        }
    }

    /// <summary>True if it was still the one that counts.</summary>
    public bool Leave(ChargePointConnection connection) =>
        byIdentity.TryRemove(KeyValuePair.Create(connection.ChargePoint.Identity, connection));
}
