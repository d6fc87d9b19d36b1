using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>Time in which nobody can book or start, because somebody works there.</summary>
/// <param name="Reason">In words an operator reads.</param>
/// <param name="ConnectorId">The one plug; null: all plugs of the charger, or of the whole station.</param>
/// <param name="ChargePointId">The one charger, by its OCPP identity; null: where no plug is named either, the whole station.</param>
public sealed record MaintenanceWindow(DateTimeOffset From, DateTimeOffset To, string Reason, Guid? ConnectorId = null, string? ChargePointId = null)
{
    public Stretch Time => new(From, To);

    public bool Concerns(Guid connectorId, string charger) => (ConnectorId is null || ConnectorId == connectorId) && (ChargePointId is null || ChargePointId == charger);
}

/// <summary>All that is planned at a station.</summary>
public sealed record MaintenancePlan(IReadOnlyList<MaintenanceWindow> Windows)
{
    public const int MostWindows = 200, LongestReason = 200;

    public void Check(FieldErrors errors)
    {
        errors.Check(Windows.Count <= MostWindows, "maintenance", $"A station has at most {MostWindows} maintenance windows.");
        for (var i = 0; i < Windows.Count && i < MostWindows; i++)
        {
            errors.Check(Windows[i]?.ChargePointId is null or { Length: > 0 and <= ChargePoint.LongestIdentity }, $"maintenance[{i}].chargePointId", "chargePointId is a charger's identity.");
            errors.Check(Windows[i] is { } window && window.To > window.From, $"maintenance[{i}].to", "Maintenance ends after it begins.");
            errors.Check(Windows[i]?.Reason is { Length: <= LongestReason } reason && !string.IsNullOrWhiteSpace(reason), $"maintenance[{i}].reason", $"A reason of 1 to {LongestReason} characters is needed.");
        }
    }

    /// <summary>The first that a plug is in during a stretch.</summary>
    public MaintenanceWindow? During(Guid connectorId, string charger, Stretch stretch) =>
        Windows.Where(w => w.Concerns(connectorId, charger) && w.Time.Overlaps(stretch)).MinBy(w => w.From);

    /// <summary>The one that a plug is in at a moment; of several the one that lasts longest.</summary>
    public MaintenanceWindow? At(Guid connectorId, string charger, DateTimeOffset moment) =>
        Windows.Where(w => w.Concerns(connectorId, charger) && w.Time.Contains(moment)).MaxBy(w => w.To);

    /// <summary>What stands against a start without a booking now; null where nobody works there.</summary>
    public Refusal? StandsAgainstStart(ChargePoint charger, Connector plug, StationClock clock, DateTimeOffset now) => At(plug.Id, charger.Identity, now) is { } work
        ? Refuse.NotNow("in_maintenance", $"Connector {plug.Number} is in maintenance until {clock.Say(work.To, now)}: {work.Reason.TrimEnd('.')}.")
        : null;
}
