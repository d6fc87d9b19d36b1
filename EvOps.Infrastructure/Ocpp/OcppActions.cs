using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// The action names of OCPP 1.6 edition 2 and of its security white paper, as written on the wire. A name in this list that
/// nobody handles is NotSupported; a name outside it is NotImplemented (OCPP-J 1.6, table 7).
/// </summary>
public static class OcppActions
{
    public const string Authorize = "Authorize";
    public const string BootNotification = "BootNotification";
    public const string CancelReservation = "CancelReservation";
    public const string CertificateSigned = "CertificateSigned";
    public const string ChangeAvailability = "ChangeAvailability";
    public const string ChangeConfiguration = "ChangeConfiguration";
    public const string ClearCache = "ClearCache";
    public const string ClearChargingProfile = "ClearChargingProfile";
    public const string DataTransfer = "DataTransfer";
    public const string DeleteCertificate = "DeleteCertificate";
    public const string DiagnosticsStatusNotification = "DiagnosticsStatusNotification";
    public const string ExtendedTriggerMessage = "ExtendedTriggerMessage";
    public const string FirmwareStatusNotification = "FirmwareStatusNotification";
    public const string GetCompositeSchedule = "GetCompositeSchedule";
    public const string GetConfiguration = "GetConfiguration";
    public const string GetDiagnostics = "GetDiagnostics";
    public const string GetInstalledCertificateIds = "GetInstalledCertificateIds";
    public const string GetLocalListVersion = "GetLocalListVersion";
    public const string GetLog = "GetLog";
    public const string Heartbeat = "Heartbeat";
    public const string InstallCertificate = "InstallCertificate";
    public const string LogStatusNotification = "LogStatusNotification";
    public const string MeterValues = "MeterValues";
    public const string RemoteStartTransaction = "RemoteStartTransaction";
    public const string RemoteStopTransaction = "RemoteStopTransaction";
    public const string ReserveNow = "ReserveNow";
    public const string Reset = "Reset";
    public const string SecurityEventNotification = "SecurityEventNotification";
    public const string SendLocalList = "SendLocalList";
    public const string SetChargingProfile = "SetChargingProfile";
    public const string SignCertificate = "SignCertificate";
    public const string SignedFirmwareStatusNotification = "SignedFirmwareStatusNotification";
    public const string SignedUpdateFirmware = "SignedUpdateFirmware";
    public const string StartTransaction = "StartTransaction";
    public const string StatusNotification = "StatusNotification";
    public const string StopTransaction = "StopTransaction";
    public const string TriggerMessage = "TriggerMessage";
    public const string UnlockConnector = "UnlockConnector";
    public const string UpdateFirmware = "UpdateFirmware";

    /// <summary>Every name above, the very instances of the constants.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(OcppActions).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => string.Intern((string)field.GetRawConstantValue()!))];

    private static readonly FrozenSet<string> Names = All.ToFrozenSet(StringComparer.Ordinal);

    // Few names share a length, so the length finds the name and one comparison confirms it.
    private static readonly (byte[] Utf8, string Name)[][] ByLength =
        [.. Enumerable.Range(0, All.Max(name => name.Length) + 1)
            .Select(length => All.Where(name => name.Length == length)
                .Select(name => (Encoding.UTF8.GetBytes(name), name)).ToArray())];

    /// <summary>The one instance of a known action's name, without allocating; null for an unknown action.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= ByLength.Length)
            return null;
        foreach (var (name, text) in ByLength[utf8.Length])
        {
            if (utf8.SequenceEqual(name))
                return text;
        }
        return null;
    }

    public static bool IsKnown(string action) => Names.Contains(action);
}
