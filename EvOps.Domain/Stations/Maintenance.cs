using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>Time in which nobody can book, because somebody works there.</summary>
/// <param name="Reason">In words an operator reads.</param>
/// <param name="ConnectorId">The one plug; null: the whole station.</param>
public sealed record MaintenanceWindow(DateTimeOffset From, DateTimeOffset To, string Reason, Guid? ConnectorId = null)
{
    public Stretch Time => new(From, To);

    public bool Concerns(Guid connectorId) => ConnectorId is null || ConnectorId == connectorId;
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
            errors.Check(Windows[i] is { } window && window.To > window.From, $"maintenance[{i}].to", "Maintenance ends after it begins.");
            errors.Check(Windows[i]?.Reason is { Length: <= LongestReason } reason && !string.IsNullOrWhiteSpace(reason), $"maintenance[{i}].reason", $"A reason of 1 to {LongestReason} characters is needed.");
        }
    }

    /// <summary>The first that a plug is in during a stretch.</summary>
    public MaintenanceWindow? During(Guid connectorId, Stretch stretch) =>
        Windows.Where(w => w.Concerns(connectorId) && w.Time.Overlaps(stretch)).MinBy(w => w.From);
}
