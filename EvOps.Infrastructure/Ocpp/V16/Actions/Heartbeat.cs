using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.6: the charger is alive and sets its clock.</summary>
public sealed class Heartbeat(TimeProvider time) : OcppAction<HeartbeatRequest>
{
    protected override ValueTask HandleAsync(HeartbeatRequest request, OcppCallContext call)
    {
        call.Answer(new HeartbeatResponse(time.GetUtcNow()), V16Json.Default.HeartbeatResponse);
        return ValueTask.CompletedTask;
    }
}
