using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>Requests a charge point sends (OCPP 1.6 §6).</summary>
internal static class Payloads
{
    public static JsonObject Boot(ChargePointOptions options) => new()
    {
        ["chargePointVendor"] = options.Vendor,
        ["chargePointModel"] = options.Model,
        ["chargePointSerialNumber"] = options.SerialNumber ?? options.Identity,
        ["firmwareVersion"] = options.Firmware,
        ["meterType"] = options.IsDirectCurrent ? "DC meter" : "AC meter",
    };

    public static JsonObject Status(
        int connector, ConnectorStatus status, string errorCode, string? vendorErrorCode, string vendor, DateTimeOffset at)
    {
        var payload = new JsonObject
        {
            ["connectorId"] = connector,
            ["errorCode"] = errorCode,
            ["status"] = status.ToString(),
            ["timestamp"] = OcppTime.Text(at),
        };
        if (vendorErrorCode is not null)
        {
            payload["vendorId"] = vendor;
            payload["vendorErrorCode"] = vendorErrorCode;
        }

        return payload;
    }

    public static JsonObject Start(int connector, Transaction transaction, int? reservationId)
    {
        var payload = new JsonObject
        {
            ["connectorId"] = connector,
            ["idTag"] = transaction.IdTag,
            ["meterStart"] = transaction.MeterStart,
            ["timestamp"] = OcppTime.Text(transaction.StartedAt),
        };
        if (reservationId is { } reservation)
            payload["reservationId"] = reservation;
        return payload;
    }

    public static JsonObject Stop(Transaction transaction, long meterStop, DateTimeOffset at, string? reason, string? idTag)
    {
        var payload = new JsonObject
        {
            // Several real chargers send -1 for a transaction whose start was never accepted.
            ["transactionId"] = transaction.Id ?? -1,
            ["meterStop"] = meterStop,
            ["timestamp"] = OcppTime.Text(at),
        };
        if (reason is not null)
            payload["reason"] = reason;
        if (idTag is not null)
            payload["idTag"] = idTag;
        if (transaction.StopData.Count > 0)
            payload["transactionData"] = new JsonArray([.. transaction.StopData.Select(value => value.DeepClone())]);
        return payload;
    }

    public static JsonObject MeterValues(int connector, Transaction? transaction, JsonObject meterValue)
    {
        var payload = new JsonObject { ["connectorId"] = connector };
        if (transaction?.Id is { } id)
            payload["transactionId"] = id;
        payload["meterValue"] = new JsonArray(meterValue.DeepClone());
        return payload;
    }
}
