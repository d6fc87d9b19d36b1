using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Power limits set from afar.
public sealed partial class SimulatedChargePoint
{
    private readonly ChargingProfiles profiles = new();

    // OCPP 1.6 §5.16
    private JsonObject SetChargingProfile(OcppCall call)
    {
        var number = Number(call, "connectorId");
        var profile = call.Payload["csChargingProfiles"] as JsonObject ?? throw Missing(call, "csChargingProfiles");
        var isForTransaction = OcppFrame.Text(profile["chargingProfilePurpose"]) == "TxProfile";
        if (number < 0 || number > connectors.Length || (isForTransaction && (number == 0 || connectors[number - 1].Transaction is null)))
            return Status("Rejected");
        profiles.Set(number, profile, time.GetUtcNow());
        foreach (var connector in connectors)
            UpdateLimit(connector);
        call.AfterAnswer(TellStatusesLocked);
        return Status("Accepted");
    }

    // OCPP 1.6 §5.5
    private JsonObject ClearChargingProfile(OcppCall call)
    {
        var cleared = profiles.Clear(OptionalNumber(call, "id"), OptionalNumber(call, "connectorId"),
            OcppFrame.Text(call.Payload["chargingProfilePurpose"]), OptionalNumber(call, "stackLevel"));
        foreach (var connector in connectors)
            UpdateLimit(connector);
        call.AfterAnswer(TellStatusesLocked);
        return Status(cleared ? "Accepted" : "Unknown");
    }

    // OCPP 1.6 §5.9: the limit that holds now, as one period.
    private JsonObject GetCompositeSchedule(OcppCall call)
    {
        var number = Number(call, "connectorId");
        var duration = Number(call, "duration");
        if (number < 0 || number > connectors.Length)
            return Status("Rejected");
        var kw = Math.Min(Options.MaxPowerKw, connectors[Math.Max(0, number - 1)].LimitKw);
        var inAmperes = OcppFrame.Text(call.Payload["chargingRateUnit"]) == "A";
        return new JsonObject
        {
            ["status"] = "Accepted",
            ["connectorId"] = number,
            ["scheduleStart"] = OcppTime.Text(Now),
            ["chargingSchedule"] = new JsonObject
            {
                ["duration"] = duration,
                ["chargingRateUnit"] = inAmperes ? "A" : "W",
                ["chargingSchedulePeriod"] = new JsonArray(new JsonObject
                {
                    ["startPeriod"] = 0,
                    ["limit"] = Math.Round(inAmperes ? kw * 1000 / 230 / Options.Phases : kw * 1000, 1),
                }),
            },
        };
    }

    private void UpdateLimit(Connector connector)
    {
        var limit = profiles.LimitKw(connector, time.GetUtcNow(), Options.Phases);
        if (limit.Equals(connector.LimitKw))
            return;
        connector.Advance(time.GetUtcNow());
        connector.LimitKw = limit;
        connector.Advance(time.GetUtcNow());
    }
}
