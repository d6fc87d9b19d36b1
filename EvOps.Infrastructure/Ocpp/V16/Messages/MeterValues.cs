using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Readings of a connector's meter, or with connector 0 of the main meter (OCPP 1.6 §4.7).</summary>
public sealed record MeterValuesRequest : IOcppRequest<MeterValuesRequest>
{
    public static string Action => OcppActions.MeterValues;

    public required int ConnectorId { get; init; }

    /// <summary>Chargers leave it out, or send 0 and worse; a hint, not a promise.</summary>
    public long? TransactionId { get; init; }

    /// <summary>One for each meterValue, in the order sent.</summary>
    public required IReadOnlyList<MeterSample> Samples { get; init; }

    public static Parsed<MeterValuesRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        int? connector = null;
        long? transaction = null;
        IReadOnlyList<MeterSample>? samples = null;
        while (fields.NextField())
        {
            if (fields.Is("connectorId"u8))
                connector = fields.Whole32(0);
            else if (fields.Is("transactionId"u8))
                transaction = fields.SoftWhole();
            else if (fields.Is("meterValue"u8))
                samples = MeterSamples.Read(ref fields, arrival);
            else
                fields.Extra();
        }
        if (connector is null)
            throw PayloadReader.Missing("connectorId");
        if (samples is null)
            throw PayloadReader.Missing("meterValue");
        if (connector == 0)
            samples = MeterSamples.OfMainMeter(samples);
        return new(
            new MeterValuesRequest { ConnectorId = connector.Value, TransactionId = transaction, Samples = samples },
            fields.Notes);
    }
}
