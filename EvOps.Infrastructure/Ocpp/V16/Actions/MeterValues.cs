using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.7: the hot path. Every reading is on the disk before the answer goes out.</summary>
public sealed class MeterValues(ReadMeters readMeters) : OcppAction<MeterValuesRequest>
{
    protected override async ValueTask HandleAsync(MeterValuesRequest request, OcppCallContext call)
    {
        await readMeters.RunAsync(call.ChargePoint.Id, request.ConnectorId, request.TransactionId, request.Samples, call.Cancel);
        call.AnswerEmpty();
    }
}
