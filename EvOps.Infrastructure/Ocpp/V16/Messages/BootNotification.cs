namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A charger introduces itself after a start (OCPP 1.6 §4.2, §6.5).</summary>
public sealed record BootNotificationRequest : IOcppRequest<BootNotificationRequest>
{
    public static string Action => OcppActions.BootNotification;

    public required string ChargePointVendor { get; init; }
    public required string ChargePointModel { get; init; }
    public string? ChargePointSerialNumber { get; init; }

    /// <summary>Serial number of a box inside the charge point; deprecated and still sent.</summary>
    public string? ChargeBoxSerialNumber { get; init; }
    public string? FirmwareVersion { get; init; }
    public string? Iccid { get; init; }
    public string? Imsi { get; init; }
    public string? MeterType { get; init; }
    public string? MeterSerialNumber { get; init; }

    public static Parsed<BootNotificationRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        string? vendor = null, model = null, serial = null, box = null, firmware = null, iccid = null, imsi = null, meter = null, meterSerial = null;
        while (fields.NextField())
        {
            if (fields.Is("chargePointVendor"u8))
                vendor = fields.SoftText(20);
            else if (fields.Is("chargePointModel"u8))
                model = fields.SoftText(20);
            else if (fields.Is("chargePointSerialNumber"u8))
                serial = fields.SoftText(25);
            else if (fields.Is("chargeBoxSerialNumber"u8))
                box = fields.SoftText(25);
            else if (fields.Is("firmwareVersion"u8))
                firmware = fields.SoftText(50);
            else if (fields.Is("iccid"u8))
                iccid = fields.SoftText(20);
            else if (fields.Is("imsi"u8))
                imsi = fields.SoftText(20);
            else if (fields.Is("meterType"u8))
                meter = fields.SoftText(25);
            else if (fields.Is("meterSerialNumber"u8))
                meterSerial = fields.SoftText(25);
            else
                fields.Extra();
        }
        return new(
            new BootNotificationRequest
            {
                ChargePointVendor = vendor ?? throw PayloadReader.Missing("chargePointVendor"),
                ChargePointModel = model ?? throw PayloadReader.Missing("chargePointModel"),
                ChargePointSerialNumber = serial,
                ChargeBoxSerialNumber = box,
                FirmwareVersion = firmware,
                Iccid = iccid,
                Imsi = imsi,
                MeterType = meter,
                MeterSerialNumber = meterSerial,
            },
            fields.Notes);
    }
}

/// <param name="Status">Whether the charger may take part.</param>
/// <param name="CurrentTime">The charger sets its clock by it.</param>
/// <param name="Interval">Seconds between heartbeats; for Pending and Rejected seconds until the next attempt.</param>
public sealed record BootNotificationResponse(RegistrationStatus Status, DateTimeOffset CurrentTime, int Interval);

/// <summary>OCPP 1.6 §7.38.</summary>
public enum RegistrationStatus
{
    Accepted,

    /// <summary>Keep the socket, configure, start nothing.</summary>
    Pending,
    Rejected,
}
