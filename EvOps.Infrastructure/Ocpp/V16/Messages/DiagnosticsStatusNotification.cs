namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>How far the upload of a diagnostics file has come (OCPP 1.6 §4.4).</summary>
public sealed record DiagnosticsStatusNotificationRequest(DiagnosticsStatus Status) : IOcppRequest<DiagnosticsStatusNotificationRequest>
{
    public static string Action => OcppActions.DiagnosticsStatusNotification;

    public static Parsed<DiagnosticsStatusNotificationRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        DiagnosticsStatus? status = null;
        while (fields.NextField())
        {
            if (fields.Is("status"u8))
                status = fields.Choice<DiagnosticsStatus>();
            else
                fields.Extra();
        }
        return new(new DiagnosticsStatusNotificationRequest(status ?? throw PayloadReader.Missing("status")), fields.Notes);
    }
}

/// <summary>OCPP 1.6 §7.24.</summary>
public enum DiagnosticsStatus
{
    Idle,
    Uploaded,
    UploadFailed,
    Uploading,
}
