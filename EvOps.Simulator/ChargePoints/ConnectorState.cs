namespace EvOps.Simulator;

/// <summary>What is to be seen at one connector at one moment.</summary>
/// <param name="Number">connectorId, from 1.</param>
/// <param name="Status">What the charge point says, or would say if it were online.</param>
/// <param name="ErrorCode">errorCode of the last StatusNotification; <c>NoError</c> when healthy.</param>
/// <param name="IsPluggedIn">Whether a car is connected.</param>
/// <param name="HasTransaction">Whether a transaction runs, registered with the central system or not yet.</param>
/// <param name="TransactionId">The number the central system gave it; null while it has none.</param>
/// <param name="IdTag">Who started it.</param>
/// <param name="PowerKw">Power flowing now, kW.</param>
/// <param name="EnergyWh">Energy of the running transaction, or of the last one, Wh.</param>
/// <param name="RegisterWh">Lifetime counter, Wh.</param>
/// <param name="Soc">State of charge of the car, percent, whether or not it tells the charge point.</param>
/// <param name="Car">The car's model.</param>
public sealed record ConnectorState(
    int Number,
    ConnectorStatus Status,
    string ErrorCode,
    bool IsPluggedIn,
    bool HasTransaction,
    int? TransactionId,
    string? IdTag,
    double PowerKw,
    long EnergyWh,
    long RegisterWh,
    double? Soc,
    string? Car);
