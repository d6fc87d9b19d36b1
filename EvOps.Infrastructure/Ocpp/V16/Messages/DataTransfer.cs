using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A maker's own message, in either direction (OCPP 1.6 §4.3, §5.6).</summary>
public sealed record DataTransferRequest(string VendorId, string? MessageId = null, string? Data = null)
    : IOcppRequest<DataTransferRequest>, IOcppCall<DataTransferAnswer>
{
    public static string Action => OcppActions.DataTransfer;

    string IOcppCall<DataTransferAnswer>.Action => OcppActions.DataTransfer;

    public static Parsed<DataTransferRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        string? vendor = null, message = null, data = null;
        while (fields.NextField())
        {
            if (fields.Is("vendorId"u8))
                vendor = fields.Text(255);
            else if (fields.Is("messageId"u8))
                message = fields.Text(50);
            else if (fields.Is("data"u8))
                data = fields.Text(int.MaxValue);
            else
                fields.Extra();
        }
        return new(new DataTransferRequest(vendor ?? throw PayloadReader.Missing("vendorId"), message, data), fields.Notes);
    }

    void IOcppCall<DataTransferAnswer>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.DataTransferRequest);

    DataTransferAnswer IOcppCall<DataTransferAnswer>.ReadAnswer(ReadOnlySpan<byte> payload)
    {
        var fields = new PayloadReader(payload);
        OpenEnum<DataTransferStatus>? status = null;
        string? data = null;
        while (fields.NextField())
        {
            if (fields.Is("status"u8))
                status = fields.AnswerWord<DataTransferStatus>();
            else if (fields.Is("data"u8))
                data = fields.TextOrJson();
            else
                fields.Skip();
        }
        return new(status ?? throw PayloadReader.Missing("status"), data);
    }
}

/// <summary>Our answer to a charger's DataTransfer.</summary>
public sealed record DataTransferResponse(DataTransferStatus Status, string? Data = null);

/// <summary>A charger's answer to ours. Data that is not a text is kept as its JSON.</summary>
public sealed record DataTransferAnswer(OpenEnum<DataTransferStatus> Status, string? Data);

/// <summary>OCPP 1.6 §7.23.</summary>
public enum DataTransferStatus
{
    Accepted,
    Rejected,
    UnknownMessageId,
    UnknownVendorId,
}
