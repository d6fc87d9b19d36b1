using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Sessions;

/// <summary>The columns of MeterReadings in the order both raw writers use; a test holds it against the model.</summary>
internal static class MeterColumns
{
    public static readonly (string Name, Func<MeterReading, object?> Value)[] All =
    [
        (nameof(MeterReading.TransactionId), r => r.TransactionId),
        (nameof(MeterReading.ChargePointId), r => r.ChargePointId),
        (nameof(MeterReading.ConnectorNumber), r => r.ConnectorNumber),
        (nameof(MeterReading.At), r => r.At.UtcDateTime),
        (nameof(MeterReading.Context), r => (int)r.Context),
        (nameof(MeterReading.EnergyWh), r => r.EnergyWh),
        (nameof(MeterReading.PowerW), r => r.PowerW),
        (nameof(MeterReading.CurrentL1), r => r.CurrentL1),
        (nameof(MeterReading.CurrentL2), r => r.CurrentL2),
        (nameof(MeterReading.CurrentL3), r => r.CurrentL3),
        (nameof(MeterReading.VoltageL1), r => r.VoltageL1),
        (nameof(MeterReading.VoltageL2), r => r.VoltageL2),
        (nameof(MeterReading.VoltageL3), r => r.VoltageL3),
        (nameof(MeterReading.SocPercent), r => r.SocPercent),
        (nameof(MeterReading.Rest), r => r.Rest),
        (nameof(MeterReading.Evidence), r => r.Evidence),
    ];
}
