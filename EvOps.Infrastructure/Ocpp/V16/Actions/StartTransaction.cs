using System.Text;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.8: answered in every case, with a transaction id and the verdict on the tag.</summary>
public sealed class StartTransaction(ChargerStarted chargerStarted) : OcppAction<StartTransactionRequest>
{
    protected override async ValueTask HandleAsync(StartTransactionRequest request, OcppCallContext call)
    {
        var answer = await chargerStarted.RunAsync(
            new StartTold(call.ChargePoint.Id, request.ConnectorId, request.IdTag, request.MeterStart, request.Timestamp, call.Frame.MessageId,
                Encoding.UTF8.GetString(call.Frame.Payload.Span), call.Notes),
            call.Cancel);
        call.Answer(new StartTransactionResponse(TagInfo.Of(answer), answer.TransactionId), V16Json.Default.StartTransactionResponse);
    }
}
