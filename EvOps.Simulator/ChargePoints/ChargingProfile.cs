using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>A charging profile as it was received (OCPP 1.6 §7.8).</summary>
internal sealed record ChargingProfile(int Connector, JsonObject Content, DateTimeOffset ReceivedAt)
{
    private const double VoltsPerPhase = 230;

    public int Id => Number(Content["chargingProfileId"]) ?? 0;
    public int StackLevel => Number(Content["stackLevel"]) ?? 0;
    public string? Purpose => OcppFrame.Text(Content["chargingProfilePurpose"]);
    public int? TransactionId => Number(Content["transactionId"]);
    public JsonObject? Schedule => Content["chargingSchedule"] as JsonObject;
    public string Unit => OcppFrame.Text(Schedule?["chargingRateUnit"]) ?? "W";

    /// <summary>The limit it sets at a moment, kW; null when its schedule does not cover that moment.</summary>
    public double? LimitKw(DateTimeOffset now, DateTimeOffset transactionStart, int phases)
    {
        if (Schedule?["chargingSchedulePeriod"] is not JsonArray periods)
            return null;
        var into = (now - StartsAt(now, transactionStart)).TotalSeconds;
        if (into < 0 || (Number(Schedule["duration"]) is { } duration && into >= duration))
            return null;
        var period = periods.OfType<JsonObject>().LastOrDefault(one => (Number(one["startPeriod"]) ?? 0) <= into);
        if (period?["limit"] is not JsonValue value || !value.TryGetValue<double>(out var limit))
            return null;
        return Unit == "A" ? limit * VoltsPerPhase * (Number(period["numberPhases"]) ?? phases) / 1000 : limit / 1000;
    }

    private DateTimeOffset StartsAt(DateTimeOffset now, DateTimeOffset transactionStart)
    {
        var given = OcppTime.Parse(OcppFrame.Text(Schedule?["startSchedule"]));
        switch (OcppFrame.Text(Content["chargingProfileKind"]))
        {
            case "Relative":
                return transactionStart;
            case "Recurring" when given is { } first && first <= now:
                var every = TimeSpan.FromDays(OcppFrame.Text(Content["recurrencyKind"]) == "Weekly" ? 7 : 1);
                return first + Math.Floor((now - first) / every) * every;
            default:
                return given ?? ReceivedAt;
        }
    }

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
