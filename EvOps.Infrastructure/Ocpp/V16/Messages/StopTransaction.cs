using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>
/// A transaction has ended (OCPP 1.6 §4.10). Refused only without a readable transactionId: a charger repeats a refused one
/// for ever, and cannot send a better one.
/// </summary>
public sealed record StopTransactionRequest : IOcppRequest<StopTransactionRequest>
{
    public static string Action => OcppActions.StopTransaction;

    /// <summary>Need not be one of ours: chargers send 0 and -1 too.</summary>
    public required long TransactionId { get; init; }

    /// <summary>The tag that ended it, if one did.</summary>
    public string? IdTag { get; init; }

    /// <summary>Watt-hours on the register at the end; null if it could not be read.</summary>
    public long? MeterStop { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Local when absent (§4.10).</summary>
    public Reason Reason { get; init; }
    public IReadOnlyList<MeterSample> TransactionData { get; init; } = [];

    public static Parsed<StopTransactionRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        long? transaction = null, meterStop = null;
        string? idTag = null;
        DateTimeOffset? at = null;
        OpenEnum<Reason>? reason = null;
        IReadOnlyList<MeterSample> data = [];
        while (fields.NextField())
        {
            if (fields.Is("transactionId"u8))
                transaction = fields.Whole();
            else if (fields.Is("idTag"u8))
                idTag = fields.SoftIdTag();
            else if (fields.Is("meterStop"u8))
                meterStop = fields.SoftWattHours();
            else if (fields.Is("timestamp"u8))
                at = fields.SoftTime(arrival);
            else if (fields.Is("reason"u8))
                reason = fields.SoftChoice<Reason>();
            else if (fields.Is("transactionData"u8))
                data = MeterSamples.ReadSoft(ref fields, arrival);
            else
                fields.Extra();
        }
        if (transaction is null)
            throw PayloadReader.Missing("transactionId");
        if (meterStop is null)
            fields.Note("meterStop: required, and missing or unreadable");
        if (at is null)
            fields.Note("timestamp: required, and missing; the time of arrival is used");
        return new(
            new StopTransactionRequest
            {
                TransactionId = transaction.Value,
                IdTag = idTag,
                MeterStop = meterStop,
                Timestamp = at ?? arrival.ToUniversalTime(),
                Reason = reason is { } word ? word.Known ?? Reason.Other : Reason.Local,
                TransactionData = data,
            },
            fields.Notes);
    }
}

/// <param name="IdTagInfo">Only if the request had an idTag.</param>
public sealed record StopTransactionResponse(IdTagInfo? IdTagInfo = null);

/// <summary>Why a transaction ended (OCPP 1.6 §7.36).</summary>
public enum Reason
{
    Local,
    DeAuthorized,
    EmergencyStop,
    EVDisconnected,
    HardReset,

    /// <summary>Also every word the standard does not know.</summary>
    Other,
    PowerLoss,
    Reboot,
    Remote,
    SoftReset,
    UnlockCommand,
}
