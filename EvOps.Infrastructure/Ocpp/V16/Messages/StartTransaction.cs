namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A transaction has begun at a connector (OCPP 1.6 §4.8).</summary>
public sealed record StartTransactionRequest : IOcppRequest<StartTransactionRequest>
{
    public static string Action => OcppActions.StartTransaction;

    /// <summary>1 and up.</summary>
    public required int ConnectorId { get; init; }

    /// <summary>May be empty: some free-vend chargers have no tag to send.</summary>
    public required string IdTag { get; init; }

    /// <summary>Watt-hours on the register at the start; negative only if the charger said so, which is noted.</summary>
    public required long MeterStart { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public int? ReservationId { get; init; }

    public static Parsed<StartTransactionRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        int? connector = null;
        long? meterStart = null, reservation = null;
        string? idTag = null;
        DateTimeOffset? at = null;
        while (fields.NextField())
        {
            if (fields.Is("connectorId"u8))
                connector = fields.Whole32(1);
            else if (fields.Is("idTag"u8))
                idTag = fields.IdTag();
            else if (fields.Is("meterStart"u8))
                meterStart = fields.WattHours();
            else if (fields.Is("timestamp"u8))
                at = fields.Time(arrival);
            else if (fields.Is("reservationId"u8))
                reservation = fields.SoftWhole();
            else
                fields.Extra();
        }
        var request = new StartTransactionRequest
        {
            ConnectorId = connector ?? throw PayloadReader.Missing("connectorId"),
            IdTag = idTag ?? throw PayloadReader.Missing("idTag"),
            MeterStart = meterStart ?? throw PayloadReader.Missing("meterStart"),
            Timestamp = at ?? throw PayloadReader.Missing("timestamp"),
            ReservationId = reservation is >= int.MinValue and <= int.MaxValue ? (int)reservation : null,
        };
        return new(request, fields.Notes);
    }
}

/// <param name="IdTagInfo">The verdict on the tag; the transaction is kept whatever it is.</param>
/// <param name="TransactionId">Ours, unique and never 0.</param>
public sealed record StartTransactionResponse(IdTagInfo IdTagInfo, long TransactionId);
