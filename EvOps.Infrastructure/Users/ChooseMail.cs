using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>One says whether one wants mail. Each for himself, nobody for another.</summary>
public sealed class ChooseMail(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, bool wantsMail, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, wantsMail, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(actor.UserId!.Value));
        return outcome;
    }

    /// <summary>As it is chosen now.</summary>
    public async Task<Outcome<bool>> FindAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.UserId, cancel) is { } me ? me.WantsMail : People.NotFound();
    }

    private async Task<Outcome> TryAsync(Actor actor, bool wantsMail, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.People.SingleOrDefaultAsync(p => p.Id == actor.UserId, cancel) is not { } me) return People.NotFound();

        me.ChooseMail(wantsMail);
        audit.Note(db, actor, "choose mail", "user", me.Id.ToString(), "done", wantsMail ? "wants mail" : "wants no mail");
        await db.SaveChangesAsync(cancel);
        return Outcome.Done;
    }
}
