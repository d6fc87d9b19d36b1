using EvOps.Domain.Common;
using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>A plug at one moment.</summary>
public sealed record PlugHealth(int Number, ConnectorStatus Status, string? ErrorCode);

/// <summary>How a charger was at one moment: taken when something changes, and now and then anyway. Forgotten after some weeks.</summary>
public sealed class HealthSnapshot : IAppendOnly
{
    public HealthSnapshot(ChargePoint chargePoint, bool isOnline, DateTimeOffset now)
    {
        ChargePointId = chargePoint.Id;
        At = now;
        IsOnline = isOnline;
        (Status, ErrorCode) = (chargePoint.Status, chargePoint.ErrorCode);
        (MonitorFaultSince, MonitorFaultReason) = (chargePoint.MonitorFaultSince, chargePoint.MonitorFaultReason);
        Plugs = [.. chargePoint.Connectors.OrderBy(c => c.Number).Select(c => new PlugHealth(c.Number, c.Status, c.ErrorCode))];
    }

    private HealthSnapshot()
    {
    }

    public long Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    public DateTimeOffset At { get; private init; }

    public bool IsOnline { get; private init; }

    /// <summary>Of the charger as a whole.</summary>
    public ConnectorStatus Status { get; private init; }

    public string? ErrorCode { get; private init; }

    public DateTimeOffset? MonitorFaultSince { get; private init; }

    public string? MonitorFaultReason { get; private init; }

    public IReadOnlyList<PlugHealth> Plugs { get; private init; } = [];
}
