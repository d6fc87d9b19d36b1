using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>OCPP 1.6 §4.1.</summary>
public sealed class Authorize(IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, LiveSessions sessions, TimeProvider time) : OcppAction<AuthorizeRequest>
{
    protected override async ValueTask HandleAsync(AuthorizeRequest request, OcppCallContext call)
    {
        await using var db = await databases.CreateDbContextAsync(call.Cancel);
        var tag = await tags.AskAsync(db, request.IdTag, time.GetUtcNow(), call.Cancel);
        var info = !tag.IsKnown && sessions.IsVouchedFor(call.ChargePoint.Id, request.IdTag) ? new IdTagInfo(AuthorizationStatus.Accepted) : TagInfo.Of(tag);
        call.Answer(new AuthorizeResponse(info), V16Json.Default.AuthorizeResponse);
    }
}
