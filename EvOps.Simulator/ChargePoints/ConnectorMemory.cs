namespace EvOps.Simulator;

/// <summary>What a connector's controller keeps through a power cut: its register, and the transaction that was running.</summary>
/// <param name="RegisterWh">Lifetime counter, Wh.</param>
/// <param name="Transaction">Null where none was running.</param>
public sealed record ConnectorMemory(long RegisterWh, RememberedTransaction? Transaction = null);

/// <summary>A transaction that goes on as if nothing had happened; the central system is told no second StartTransaction.</summary>
/// <param name="Id">transactionId, as the central system gave it.</param>
/// <param name="IdTag">The tag it began with.</param>
/// <param name="MeterStartWh">meterStart, Wh.</param>
/// <param name="StartedAt">Time of its StartTransaction.</param>
/// <param name="Car">The car that is still plugged in.</param>
public sealed record RememberedTransaction(int Id, string IdTag, long MeterStartWh, DateTimeOffset StartedAt, Car Car);
