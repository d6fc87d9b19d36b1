using System.Diagnostics.Metrics;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>What became of a charger's message.</summary>
public enum MessageResult
{
    Ok,

    /// <summary>Heard before; it got the same answer again.</summary>
    Repeated,

    /// <summary>Answered with a CALLERROR, or unreadable.</summary>
    Refused,

    /// <summary>Answered with a CALLERROR, and the fault was ours.</summary>
    Failed,
}

/// <summary>Counts messages and times our calls. A message has one result, and its action is one of OCPP's or "other".</summary>
public sealed class OcppInstruments
{
    private readonly Counter<long> messages;
    private readonly Histogram<double> seconds;

    public OcppInstruments(EvOpsMeter meter, ChargePointConnections connections, UnwrittenMessages unwritten)
    {
        messages = meter.Counter("evops_ocpp_messages_total", "OCPP calls, from chargers (in) and to them (out), by what came of them.", "action", "direction", "result");
        seconds = meter.Seconds("evops_ocpp_call_seconds", "How long chargers took to answer our calls, or to be given up.", "action");
        meter.Gauge("evops_ocpp_connections", "Chargers that are connected.", () => connections.Count);
        meter.Total("evops_ocpp_messages_lost_total", "OCPP messages that were answered and will not be in the timeline, because the database did not keep up.", () => unwritten.Lost);
    }

    public void Heard(string? action, MessageResult result) => Count(LabelOf(action), "in", WordOf(result));

    public void Called(string action, OcppCallOutcome outcome, TimeSpan took)
    {
        var label = LabelOf(action);
        Count(label, "out", WordOf(outcome));
        if (outcome != OcppCallOutcome.NotConnected) seconds.Record(took.TotalSeconds, KeyValuePair.Create("action", (object?)label));
    }

    private void Count(string action, string direction, string result) => messages.Add(
        1, KeyValuePair.Create("action", (object?)action), KeyValuePair.Create("direction", (object?)direction), KeyValuePair.Create("result", (object?)result));

    private static string LabelOf(string? action) => action is not null && OcppActions.IsKnown(action) ? action : "other";

    private static string WordOf(MessageResult result) => result switch
    {
        MessageResult.Ok => "ok",
        MessageResult.Repeated => "repeated",
        MessageResult.Refused => "error",
        MessageResult.Failed => "failed",
    };

    private static string WordOf(OcppCallOutcome outcome) => outcome switch
    {
        OcppCallOutcome.Answered => "ok",
        OcppCallOutcome.Error => "error",
        OcppCallOutcome.NoAnswer => "no_answer",
        OcppCallOutcome.NotConnected => "not_connected",
        OcppCallOutcome.NotAccepted or OcppCallOutcome.HeldBack => "not_sent",
    };
}
