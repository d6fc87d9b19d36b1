using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.4: progress of an upload; taken whether or not somebody asked for it, and seen in the message log.</summary>
public sealed class DiagnosticsStatusNotification : OcppAction<DiagnosticsStatusNotificationRequest>
{
    protected override ValueTask HandleAsync(DiagnosticsStatusNotificationRequest request, OcppCallContext call)
    {
        call.AnswerEmpty();
        return ValueTask.CompletedTask;
    }
}

/// <summary>OCPP 1.6 §4.5: progress of an update; taken whether or not somebody asked for it, and seen in the message log.</summary>
public sealed class FirmwareStatusNotification : OcppAction<FirmwareStatusNotificationRequest>
{
    protected override ValueTask HandleAsync(FirmwareStatusNotificationRequest request, OcppCallContext call)
    {
        call.AnswerEmpty();
        return ValueTask.CompletedTask;
    }
}
