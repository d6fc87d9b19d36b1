using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Stations;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.9.</summary>
public sealed class StatusNotification(ReportStatus reportStatus) : OcppAction<StatusNotificationRequest>
{
    protected override async ValueTask HandleAsync(StatusNotificationRequest request, OcppCallContext call)
    {
        await reportStatus.RunAsync(
            new StatusTold(
                call.ChargePoint.Id, request.ConnectorId, StatusOf(request.Status),
                request.ErrorCode.Is(ChargePointErrorCode.NoError) ? null : request.ErrorCode.Text,
                request.VendorErrorCode, request.Info, request.Timestamp ?? call.Arrival),
            call.Cancel);
        call.AnswerEmpty();
    }

    private static ConnectorStatus StatusOf(ChargePointStatus status) => status switch
    {
        ChargePointStatus.Available => ConnectorStatus.Available,
        ChargePointStatus.Preparing => ConnectorStatus.Preparing,
        ChargePointStatus.Charging => ConnectorStatus.Charging,
        ChargePointStatus.SuspendedEVSE => ConnectorStatus.SuspendedEVSE,
        ChargePointStatus.SuspendedEV => ConnectorStatus.SuspendedEV,
        ChargePointStatus.Finishing => ConnectorStatus.Finishing,
        ChargePointStatus.Reserved => ConnectorStatus.Reserved,
        ChargePointStatus.Unavailable => ConnectorStatus.Unavailable,
        ChargePointStatus.Faulted => ConnectorStatus.Faulted,
    };
}
