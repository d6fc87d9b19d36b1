using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>The charging profiles a charge point holds, and the limit they make (OCPP 1.6 §3.13). The charge point's lock guards it.</summary>
internal sealed class ChargingProfiles
{
    private readonly List<ChargingProfile> held = [];

    public void Set(int connector, JsonObject content, DateTimeOffset now)
    {
        var profile = new ChargingProfile(connector, content.DeepClone().AsObject(), now);
        // OCPP 1.6 §5.16.2: same id, or same purpose and stack level on the same connector, replaces.
        held.RemoveAll(one => one.Id == profile.Id
            || (one.Connector == connector && one.Purpose == profile.Purpose && one.StackLevel == profile.StackLevel));
        held.Add(profile);
    }

    /// <summary>Removes what matches every criterion given; tells whether anything did.</summary>
    public bool Clear(int? id, int? connector, string? purpose, int? stackLevel) => held.RemoveAll(one =>
        (id is null || one.Id == id) && (connector is null || one.Connector == connector)
        && (purpose is null || one.Purpose == purpose) && (stackLevel is null || one.StackLevel == stackLevel)) > 0;

    /// <summary>A transaction's own profiles end with it.</summary>
    public void TransactionEnded(int connector) => held.RemoveAll(one => one.Connector == connector && one.Purpose == "TxProfile");

    public double LimitKw(Connector connector, DateTimeOffset now, int phases)
    {
        if (held.Count == 0)
            return double.MaxValue;
        var own = Leading(connector, "TxProfile", now, phases) ?? Leading(connector, "TxDefaultProfile", now, phases);
        var all = Leading(connector, "ChargePointMaxProfile", now, phases);
        return Math.Min(own ?? double.MaxValue, all ?? double.MaxValue);
    }

    private double? Leading(Connector connector, string purpose, DateTimeOffset now, int phases) => held
        .Where(one => one.Purpose == purpose && (one.Connector == 0 || one.Connector == connector.Number))
        .OrderByDescending(one => one.StackLevel).ThenByDescending(one => one.Connector)
        .Select(one => one.LimitKw(now, connector.Transaction?.StartedAt ?? now, phases))
        .FirstOrDefault(limit => limit is not null);
}
