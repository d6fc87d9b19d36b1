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
                call.ChargePoint.Id, request.ConnectorId, StatusOf(request, call),
                request.ErrorCode.Is(ChargePointErrorCode.NoError) ? null : request.ErrorCode.Text,
                request.VendorErrorCode, request.Info, TimeOf(request, call)),
            call.Cancel);
        call.AnswerEmpty();
    }

    // A clock that is ahead must not make the true time look old once it has been set right (ocpp.md C8, Q17).
    private static DateTimeOffset TimeOf(StatusNotificationRequest request, OcppCallContext call) =>
        request.Timestamp < call.Arrival ? request.Timestamp.Value : call.Arrival;

    // OCPP 1.6 §4.9: the charger as a whole is Available, Unavailable or Faulted; whatever else it says of itself, it works.
    private static ConnectorStatus StatusOf(StatusNotificationRequest request, OcppCallContext call)
    {
        var status = StatusOf(request.Status);
        if (request.ConnectorId != 0 || status is ConnectorStatus.Available or ConnectorStatus.Unavailable or ConnectorStatus.Faulted) return status;

        call.Notes = [.. call.Notes, $"connector 0 is no plug and cannot be {status}; taken as Available"];
        return ConnectorStatus.Available;
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
