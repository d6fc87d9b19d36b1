using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Answering the central system: one method per action of OCPP 1.6 §5, found by its name.
public sealed partial class SimulatedChargePoint
{
    private Task<JsonObject?> AnswerAsync(OcppCall call, CancellationToken cancel)
    {
        if (Misbehaviour.NoAnswerToCalls)
            return Task.FromResult<JsonObject?>(null);
        JsonObject answer;
        lock (gate)
            answer = Answer(call);
        Tell();
        return Task.FromResult<JsonObject?>(answer);
    }

    private JsonObject Answer(OcppCall call) => call.Action switch
    {
        "RemoteStartTransaction" => RemoteStart(call),
        "RemoteStopTransaction" => RemoteStop(call),
        "UnlockConnector" => Unlock(call),
        "Reset" => Reset(call),
        "TriggerMessage" => Trigger(call),
        "ChangeAvailability" => ChangeAvailability(call),
        "GetConfiguration" => GetConfiguration(call),
        "ChangeConfiguration" => ChangeConfiguration(call),
        "ClearCache" => ClearCache(),
        "DataTransfer" => new JsonObject { ["status"] = "UnknownVendorId" },
        "ReserveNow" => Reserve(call),
        "CancelReservation" => CancelReservation(call),
        "GetLocalListVersion" => new JsonObject { ["listVersion"] = localListVersion },
        "SendLocalList" => SendLocalList(call),
        "SetChargingProfile" => SetChargingProfile(call),
        "ClearChargingProfile" => ClearChargingProfile(call),
        "GetCompositeSchedule" => GetCompositeSchedule(call),
        "GetDiagnostics" => GetDiagnostics(call),
        "UpdateFirmware" => UpdateFirmware(call),
        _ => throw new OcppCallError("NotImplemented", $"{call.Action} is not known here."),
    };

    private static JsonObject Status(string status) => new() { ["status"] = status };

    private static string Text(OcppCall call, string name) => OcppFrame.Text(call.Payload[name]) ?? throw Missing(call, name);

    private static int Number(OcppCall call, string name) => OptionalNumber(call, name) ?? throw Missing(call, name);

    private static int? OptionalNumber(OcppCall call, string name) => call.Payload[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw new OcppCallError("TypeConstraintViolation", $"{call.Action}: {name} must be an integer."),
    };

    // The standard spells it with one r (OCPP-J 1.6 table 7).
    private static OcppCallError Missing(OcppCall call, string name) =>
        new("OccurenceConstraintViolation", $"{call.Action} needs {name}.");
}
