namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A schedule of limits that a charger must keep to (OCPP 1.6 §7.8). In a RemoteStartTransaction its purpose is TxProfile.</summary>
public sealed record ChargingProfile(
    int ChargingProfileId,
    int StackLevel,
    ChargingProfilePurposeType ChargingProfilePurpose,
    ChargingProfileKindType ChargingProfileKind,
    ChargingSchedule ChargingSchedule,
    long? TransactionId = null,
    RecurrencyKindType? RecurrencyKind = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTo = null);

/// <param name="ChargingRateUnit">The unit of every limit in it.</param>
/// <param name="ChargingSchedulePeriod">The first one starts at 0.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="StartSchedule">The schedule's zero, if the kind is Absolute or Recurring.</param>
/// <param name="MinChargingRate">Below this the car charges badly.</param>
public sealed record ChargingSchedule(
    ChargingRateUnitType ChargingRateUnit,
    IReadOnlyList<ChargingSchedulePeriod> ChargingSchedulePeriod,
    int? Duration = null,
    DateTimeOffset? StartSchedule = null,
    decimal? MinChargingRate = null);

/// <param name="StartPeriod">Seconds from the start of the schedule.</param>
/// <param name="Limit">In the schedule's unit, one decimal at most.</param>
/// <param name="NumberPhases">3 when absent.</param>
public sealed record ChargingSchedulePeriod(int StartPeriod, decimal Limit, int? NumberPhases = null);

/// <summary>OCPP 1.6 §7.10.</summary>
public enum ChargingProfilePurposeType
{
    ChargePointMaxProfile,
    TxDefaultProfile,
    TxProfile,
}

/// <summary>OCPP 1.6 §7.9.</summary>
public enum ChargingProfileKindType
{
    Absolute,
    Recurring,
    Relative,
}

/// <summary>OCPP 1.6 §7.12: amperes or watts.</summary>
public enum ChargingRateUnitType
{
    A,
    W,
}

/// <summary>OCPP 1.6 §7.37.</summary>
public enum RecurrencyKindType
{
    Daily,
    Weekly,
}
