using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.3: no maker's own message is understood here, and that is what the charger is told (TC_064).</summary>
public sealed class DataTransfer : OcppAction<DataTransferRequest>
{
    protected override ValueTask HandleAsync(DataTransferRequest request, OcppCallContext call)
    {
        call.Answer(new DataTransferResponse(DataTransferStatus.UnknownVendorId), V16Json.Default.DataTransferResponse);
        return ValueTask.CompletedTask;
    }
}
