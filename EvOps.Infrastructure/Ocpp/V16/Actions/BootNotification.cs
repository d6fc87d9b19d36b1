using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.2: a charger introduces itself; the standing decision about it is the answer.</summary>
public sealed class BootNotification(RegisterBoot registerBoot, RemoteStop remoteStop, Common.FollowUps followUps, TimeProvider time) : OcppAction<BootNotificationRequest>
{
    protected override async ValueTask HandleAsync(BootNotificationRequest request, OcppCallContext call)
    {
        var told = new BootTold(
            call.ChargePoint.Id, request.ChargePointVendor, request.ChargePointModel,
            request.ChargePointSerialNumber ?? request.ChargeBoxSerialNumber, request.FirmwareVersion);
        var answer = await registerBoot.RunAsync(told, call.Cancel);
        call.Connection.Decide(answer.Status, answer.IntervalSeconds);
        call.Answer(new BootNotificationResponse(WireOf(answer.Status), time.GetUtcNow(), answer.IntervalSeconds), V16Json.Default.BootNotificationResponse);
        if (answer.Status == BootStatus.Accepted) _ = followUps.Run("Repeat stops", cancel => RepeatStopsAsync(told.ChargePointId, cancel));
    }

    // Not at once: a charger that has just booted has much to say itself.
    private async Task<bool> RepeatStopsAsync(Guid chargePointId, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), time, cancel);
        await remoteStop.RepeatAsync(chargePointId, cancel);
        return true;
    }

    private static RegistrationStatus WireOf(BootStatus status) => status switch
    {
        BootStatus.Accepted => RegistrationStatus.Accepted,
        BootStatus.Pending => RegistrationStatus.Pending,
        BootStatus.Rejected => RegistrationStatus.Rejected,
    };
}
