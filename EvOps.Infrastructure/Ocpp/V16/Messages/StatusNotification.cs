namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A connector, or with number 0 the charge point itself, changed its state or has an error (OCPP 1.6 §4.9).</summary>
public sealed record StatusNotificationRequest : IOcppRequest<StatusNotificationRequest>
{
    public static string Action => OcppActions.StatusNotification;

    /// <summary>0 is the charge point, 1 and up its plugs.</summary>
    public required int ConnectorId { get; init; }
    public required ChargePointStatus Status { get; init; }

    /// <summary>The error; makers invent codes of their own, which are kept as text.</summary>
    public required OpenEnum<ChargePointErrorCode> ErrorCode { get; init; }
    public string? Info { get; init; }

    /// <summary>When the state began; absent means on arrival.</summary>
    public DateTimeOffset? Timestamp { get; init; }
    public string? VendorId { get; init; }
    public string? VendorErrorCode { get; init; }

    public static Parsed<StatusNotificationRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        int? connector = null;
        ChargePointStatus? status = null;
        OpenEnum<ChargePointErrorCode>? error = null;
        string? info = null, vendor = null, vendorError = null;
        DateTimeOffset? at = null;
        while (fields.NextField())
        {
            if (fields.Is("connectorId"u8))
                connector = fields.Whole32(0);
            else if (fields.Is("status"u8))
                status = fields.Choice<ChargePointStatus>();
            else if (fields.Is("errorCode"u8))
                error = fields.OpenChoice<ChargePointErrorCode>();
            else if (fields.Is("info"u8))
                info = fields.SoftText(50);
            else if (fields.Is("timestamp"u8))
                at = fields.Time(arrival);
            else if (fields.Is("vendorId"u8))
                vendor = fields.SoftText(255);
            else if (fields.Is("vendorErrorCode"u8))
                vendorError = fields.SoftText(50);
            else
                fields.Extra();
        }
        if (connector is null)
            throw PayloadReader.Missing("connectorId");
        if (status is null)
            throw PayloadReader.Missing("status");
        if (error is null)
            fields.Note("errorCode: required, and missing; taken as NoError");
        return new(
            new StatusNotificationRequest
            {
                ConnectorId = connector.Value,
                Status = status.Value,
                ErrorCode = error ?? new(ChargePointErrorCode.NoError),
                Info = info,
                Timestamp = at,
                VendorId = vendor,
                VendorErrorCode = vendorError,
            },
            fields.Notes);
    }
}

/// <summary>OCPP 1.6 §7.7.</summary>
public enum ChargePointStatus
{
    Available,
    Preparing,
    Charging,
    SuspendedEVSE,
    SuspendedEV,
    Finishing,
    Reserved,
    Unavailable,
    Faulted,
}

/// <summary>OCPP 1.6 §7.6.</summary>
public enum ChargePointErrorCode
{
    NoError,
    ConnectorLockFailure,
    EVCommunicationError,
    GroundFailure,
    HighTemperature,
    InternalError,
    LocalListConflict,
    OtherError,
    OverCurrentFailure,
    OverVoltage,
    PowerMeterFailure,
    PowerSwitchFailure,
    ReaderFailure,
    ResetFailure,
    UnderVoltage,
    WeakSignal,
}
