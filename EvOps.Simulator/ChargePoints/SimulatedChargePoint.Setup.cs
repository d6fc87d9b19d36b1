using System.Text;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Configured from afar: availability, keys, lists, firmware and diagnostics.
public sealed partial class SimulatedChargePoint
{
    private readonly Dictionary<string, string> localList = new(StringComparer.OrdinalIgnoreCase);
    private int localListVersion;

    // OCPP 1.6 §5.2
    private JsonObject ChangeAvailability(OcppCall call)
    {
        var number = Number(call, "connectorId");
        var operative = Text(call, "type") switch
        {
            "Operative" => true,
            "Inoperative" => false,
            _ => throw new OcppCallError("PropertyConstraintViolation", "ChangeAvailability: type must be Operative or Inoperative."),
        };
        if (number < 0 || number > connectors.Length)
            return Status("Rejected");
        Connector[] meant = number == 0 ? connectors : [connectors[number - 1]];
        foreach (var connector in meant)
        {
            if (connector.Transaction is not null && !operative)
                connector.OperativeAfterTransaction = false;
            else
                (connector.IsOperative, connector.OperativeAfterTransaction) = (operative, null);
        }

        call.AfterAnswer(TellStatusesLocked);
        return Status(meant.Any(one => one.OperativeAfterTransaction is not null) ? "Scheduled" : "Accepted");
    }

    // OCPP 1.6 §5.8
    private JsonObject GetConfiguration(OcppCall call)
    {
        var asked = (call.Payload["key"] as JsonArray)?.Select(OcppFrame.Text).OfType<string>().ToArray() ?? [];
        var found = configuration.Readable
            .Where(key => asked.Length == 0 || asked.Contains(key.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        var unknown = asked.Where(name => !found.Any(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return new JsonObject
        {
            ["configurationKey"] = new JsonArray([.. found.Select(key => new JsonObject
            {
                ["key"] = key.Name,
                ["readonly"] = key.IsReadOnly,
                ["value"] = key.Value,
            })]),
            ["unknownKey"] = new JsonArray([.. unknown.Select(name => JsonValue.Create(name))]),
        };
    }

    // OCPP 1.6 §5.3
    private JsonObject ChangeConfiguration(OcppCall call)
    {
        var key = Text(call, "key");
        var value = Text(call, "value");
        var status = configuration.Set(key, value);
        if (status == "Accepted")
            ApplyConfiguration(configuration.Find(key)!.Name, value);
        return Status(status);
    }

    private void ApplyConfiguration(string key, string value)
    {
        var now = time.GetUtcNow();
        switch (key)
        {
            case "HeartbeatInterval":
                ScheduleHeartbeat();
                break;
            case "MeterValueSampleInterval":
                meterInterval = TimeSpan.FromSeconds(configuration.Int(key));
                foreach (var connector in connectors.Where(one => one.Transaction is not null))
                    connector.NextSample = meterInterval > TimeSpan.Zero ? now + meterInterval : DateTimeOffset.MaxValue;
                break;
            case "ClockAlignedDataInterval":
                SetClockSampling(now);
                break;
            case "AuthorizationKey":
                // W A01.FR.02: 20 bytes come as 40 hexadecimal digits and are sent as bytes from the next connection on.
                authorizationKey = value.Length >= 32 && value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit)
                    ? Convert.FromHexString(value)
                    : Encoding.UTF8.GetBytes(value);
                break;
            default:
                break;
        }
    }

    // OCPP 1.6 §5.4
    private JsonObject ClearCache()
    {
        authorizationCache.Clear();
        return Status(configuration.Bool("AuthorizationCacheEnabled") ? "Accepted" : "Rejected");
    }

    // OCPP 1.6 §5.15
    private JsonObject SendLocalList(OcppCall call)
    {
        var version = Number(call, "listVersion");
        var isFull = Text(call, "updateType") == "Full";
        if (!configuration.Bool("LocalAuthListEnabled"))
            return Status("NotSupported");
        if (version <= 0)
            return Status("Failed");
        if (!isFull && version <= localListVersion)
            return Status("VersionMismatch");
        if (isFull)
            localList.Clear();
        foreach (var entry in (call.Payload["localAuthorizationList"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var idTag = OcppFrame.Text(entry["idTag"]) ?? throw Missing(call, "idTag");
            if (OcppFrame.Text((entry["idTagInfo"] as JsonObject)?["status"]) is { } status)
                localList[idTag] = status;
            else
                localList.Remove(idTag);
        }

        localListVersion = version;
        return Status("Accepted");
    }

    // OCPP 1.6 §5.7
    private JsonObject GetDiagnostics(OcppCall call)
    {
        Text(call, "location");
        call.AfterAnswer(() => Do(cancel => ReportAsync(
            "DiagnosticsStatusNotification", status => diagnosticsStatus = status, ["Uploading", "Uploaded", "Idle"], cancel)));
        return new JsonObject { ["fileName"] = $"diagnostics-{time.GetUtcNow():yyyyMMdd-HHmmss}.zip" };
    }

    // OCPP 1.6 §5.19
    private JsonObject UpdateFirmware(OcppCall call)
    {
        Text(call, "location");
        var wait = OcppTime.Parse(Text(call, "retrieveDate")) is { } at && at > time.GetUtcNow() ? at - time.GetUtcNow() : TimeSpan.Zero;
        call.AfterAnswer(() => Do(async cancel =>
        {
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
            await ReportAsync("FirmwareStatusNotification", status => firmwareStatus = status,
                ["Downloading", "Downloaded", "Installing", "Installed", "Idle"], cancel).ConfigureAwait(false);
        }));
        return [];
    }

    // The last status, Idle, is what a later trigger finds; it is not sent by itself.
    private async Task ReportAsync(string action, Action<string> remember, string[] statuses, CancellationToken cancel)
    {
        foreach (var status in statuses[..^1])
        {
            lock (gate)
                remember(status);
            Enqueue(action, Status(status));
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancel).ConfigureAwait(false);
        }

        lock (gate)
            remember(statuses[^1]);
    }
}
