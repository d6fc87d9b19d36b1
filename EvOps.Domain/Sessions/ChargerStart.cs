namespace EvOps.Domain.Sessions;

/// <summary>
/// A StartTransaction as the charger told it (OCPP 1.6 §4.8). Its number is the transaction id we hand out: unique, positive, and
/// the same when the charger repeats itself, because plug, tag, time and meter together are unique in the database.
/// </summary>
public sealed class ChargerStart
{
    public ChargerStart(Guid connectorId, string idTag, DateTimeOffset startedAt, long meterStartWh) =>
        (ConnectorId, IdTag, StartedAt, MeterStartWh) = (connectorId, idTag, startedAt, meterStartWh);

    private ChargerStart()
    {
    }

    /// <summary>The transaction id, given by the database.</summary>
    public int TransactionId { get; private init; }

    public Guid ConnectorId { get; private init; }

    public string IdTag { get; private init; } = "";

    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>Watt-hours.</summary>
    public long MeterStartWh { get; private init; }

    public Guid SessionId { get; private set; }

    public void BelongsTo(Guid sessionId) => SessionId = sessionId;
}
