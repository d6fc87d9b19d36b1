using System.Globalization;

namespace EvOps.Simulator;

/// <summary>The configuration keys of OCPP 1.6 §9, as far as a real charger of this size has them. The charge point's lock guards it.</summary>
internal sealed class ChargerConfiguration
{
    private readonly Dictionary<string, ConfigurationKey> keys = new(StringComparer.OrdinalIgnoreCase);

    public ChargerConfiguration(ChargePointOptions options)
    {
        Flag("AllowOfflineTxForUnknownId", true);
        Flag("AuthorizationCacheEnabled", true);
        Flag("AuthorizeRemoteTxRequests", false);
        Number("ClockAlignedDataInterval", 0);
        Number("ConnectionTimeOut", 60);
        Add(new("ConnectorPhaseRotation", KeyKind.Text, "0.Unknown"));
        Number("GetConfigurationMaxKeys", 100, readOnly: true);
        Number("HeartbeatInterval", 300);
        Flag("LocalAuthorizeOffline", true);
        Flag("LocalPreAuthorize", false);
        Add(new("MeterValuesAlignedData", KeyKind.Text, MeterSampler.Energy));
        Add(new("MeterValuesSampledData", KeyKind.Text, MeterSampler.Everything));
        Number("MeterValuesSampledDataMaxLength", 8, readOnly: true);
        Number("MeterValueSampleInterval", (int)Math.Ceiling(options.MeterInterval.TotalSeconds));
        Number("MinimumStatusDuration", 0);
        Number("NumberOfConnectors", options.Connectors, readOnly: true);
        Number("ResetRetries", 2);
        Flag("StopTransactionOnEVSideDisconnect", true);
        Flag("StopTransactionOnInvalidId", true);
        Add(new("StopTxnAlignedData", KeyKind.Text, ""));
        Add(new("StopTxnSampledData", KeyKind.Text, ""));
        Add(new("SupportedFeatureProfiles", KeyKind.Text,
            "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger", IsReadOnly: true));
        Number("TransactionMessageAttempts", 3);
        Number("TransactionMessageRetryInterval", 10);
        Flag("UnlockConnectorOnEVSideDisconnect", true);
        Number("WebSocketPingInterval", (int)options.PingInterval.TotalSeconds, reboot: true);
        Flag("LocalAuthListEnabled", true);
        Number("LocalAuthListMaxLength", 500, readOnly: true);
        Number("SendLocalListMaxLength", 100, readOnly: true);
        Flag("ReserveConnectorZeroSupported", false, readOnly: true);
        Number("ChargeProfileMaxStackLevel", 10, readOnly: true);
        Add(new("ChargingScheduleAllowedChargingRateUnit", KeyKind.Text, "Current,Power", IsReadOnly: true));
        Number("ChargingScheduleMaxPeriods", 24, readOnly: true);
        Number("MaxChargingProfilesInstalled", 10, readOnly: true);
        Number("SecurityProfile", options.AuthorizationKey is null ? 0 : 1, reboot: true);
        // W A01.FR.05: the key can be set and never read.
        Add(new("AuthorizationKey", KeyKind.Text, "", IsHidden: true));
    }

    public IEnumerable<ConfigurationKey> Readable => keys.Values.Where(key => !key.IsHidden);

    public ConfigurationKey? Find(string name) => keys.GetValueOrDefault(name);

    public int Int(string name) => int.Parse(keys[name].Value, CultureInfo.InvariantCulture);

    public bool Bool(string name) => keys[name].Value == "true";

    public string[] List(string name) =>
        keys[name].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Sets a key as ChangeConfiguration does (OCPP 1.6 §5.3).</summary>
    /// <returns>ConfigurationStatus of §7.22.</returns>
    public string Set(string name, string value)
    {
        if (Find(name) is not { } key)
            return "NotSupported";
        if (key.IsReadOnly || !key.Takes(value))
            return "Rejected";
        keys[name] = key with { Value = key.Kind == KeyKind.Flag ? value.ToLowerInvariant() : value };
        return key.NeedsReboot ? "RebootRequired" : "Accepted";
    }

    private void Flag(string name, bool value, bool readOnly = false) =>
        Add(new(name, KeyKind.Flag, value ? "true" : "false", readOnly));

    private void Number(string name, int value, bool readOnly = false, bool reboot = false) =>
        Add(new(name, KeyKind.Number, value.ToString(CultureInfo.InvariantCulture), readOnly, NeedsReboot: reboot));

    private void Add(ConfigurationKey key) => keys[key.Name] = key;
}
