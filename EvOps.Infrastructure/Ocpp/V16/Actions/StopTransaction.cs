using System.Text;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.10: the stop never depends on the tag; the tag is only spoken of where one was sent.</summary>
public sealed class StopTransaction(ChargerStopped chargerStopped, IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, TimeProvider time) : OcppAction<StopTransactionRequest>
{
    protected override async ValueTask HandleAsync(StopTransactionRequest request, OcppCallContext call)
    {
        await chargerStopped.RunAsync(
            new StopTold(
                call.ChargePoint.Id, request.TransactionId, request.MeterStop, request.Timestamp, request.IdTag, ReasonOf(request.Reason),
                request.TransactionData, call.Frame.MessageId, Encoding.UTF8.GetString(call.Frame.Payload.Span), call.Notes),
            call.Cancel);
        call.Answer(new StopTransactionResponse(await InfoAsync(request.IdTag, call.Cancel)), V16Json.Default.StopTransactionResponse);
    }

    private async Task<IdTagInfo?> InfoAsync(string? idTag, CancellationToken cancel)
    {
        if (idTag is null) return null;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return TagInfo.Of(await tags.AskAsync(db, idTag, time.GetUtcNow(), cancel));
    }

    private static EndReason ReasonOf(Reason reason) => reason switch
    {
        Reason.Local => EndReason.Local,
        Reason.DeAuthorized => EndReason.DeAuthorized,
        Reason.EmergencyStop => EndReason.EmergencyStop,
        Reason.EVDisconnected => EndReason.EVDisconnected,
        Reason.HardReset => EndReason.HardReset,
        Reason.Other => EndReason.Other,
        Reason.PowerLoss => EndReason.PowerLoss,
        Reason.Reboot => EndReason.Reboot,
        Reason.Remote => EndReason.Remote,
        Reason.SoftReset => EndReason.SoftReset,
        Reason.UnlockCommand => EndReason.UnlockCommand,
    };
}
