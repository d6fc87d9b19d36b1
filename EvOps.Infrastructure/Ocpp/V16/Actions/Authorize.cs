using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp.V16.Actions;

/// <summary>
/// OCPP 1.6 §4.1. At a charger that a health monitor calls faulty, or where somebody works at every plug, a tag that would begin something is Blocked, and that is
/// forgotten again soon; one that may end what runs there is not.
/// </summary>
public sealed class Authorize(IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, WorkAtPlugs work, LiveSessions sessions, TimeProvider time) : OcppAction<AuthorizeRequest>
{
    private static readonly TimeSpan RefusalRemembered = TimeSpan.FromMinutes(1);

    protected override async ValueTask HandleAsync(AuthorizeRequest request, OcppCallContext call)
    {
        await using var db = await databases.CreateDbContextAsync(call.Cancel);
        var now = time.GetUtcNow();
        var tag = await tags.AskAsync(db, request.IdTag, now, call.Cancel);
        if (!sessions.MayEndHere(call.ChargePoint.Id, request.IdTag, tag.ParentValue is not null)
            && (await db.ChargePoints.AnyAsync(c => c.Id == call.ChargePoint.Id && c.MonitorFaultSince != null, call.Cancel)
                || (tag.Status == TagStatus.Accepted && await work.IsClosedToAsync(db, call.ChargePoint.Id, tag, now, call.Cancel))))
        {
            call.Answer(new AuthorizeResponse(new IdTagInfo(AuthorizationStatus.Blocked, now + RefusalRemembered)), V16Json.Default.AuthorizeResponse);
            return;
        }

        var info = !tag.IsKnown && sessions.IsVouchedFor(call.ChargePoint.Id, request.IdTag) ? new IdTagInfo(AuthorizationStatus.Accepted) : TagInfo.Of(tag);
        call.Answer(new AuthorizeResponse(info), V16Json.Default.AuthorizeResponse);
    }
}
