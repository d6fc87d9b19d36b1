namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>How far a firmware update has come (OCPP 1.6 §4.5).</summary>
public sealed record FirmwareStatusNotificationRequest(FirmwareStatus Status) : IOcppRequest<FirmwareStatusNotificationRequest>
{
    public static string Action => OcppActions.FirmwareStatusNotification;

    public static Parsed<FirmwareStatusNotificationRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        FirmwareStatus? status = null;
        while (fields.NextField())
        {
            if (fields.Is("status"u8))
                status = fields.Choice<FirmwareStatus>();
            else
                fields.Extra();
        }
        return new(new FirmwareStatusNotificationRequest(status ?? throw PayloadReader.Missing("status")), fields.Notes);
    }
}

/// <summary>OCPP 1.6 §7.25.</summary>
public enum FirmwareStatus
{
    Downloaded,
    DownloadFailed,
    Downloading,
    Idle,
    InstallationFailed,
    Installing,
    Installed,
}
