using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>One has read what one was told. Another person's notice is as if it were not there.</summary>
public sealed class ReadNotices(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time)
{
    public const int MostAtOnce = 500;

    /// <param name="ids">Null: all.</param>
    /// <returns>How many of them had not been read before.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, IReadOnlyCollection<Guid>? ids, CancellationToken cancel)
    {
        if (actor.Require(Permission.ChargeOwn, "read notices").Refusal is { } forbidden) return forbidden;
        if (actor.UserId is not { } me) return 0;
        if (ids?.Count > MostAtOnce) return Refuse.InvalidField("ids", $"At most {MostAtOnce} at once.");

        var read = 0;
        int now;
        do read += now = await Races.DecideAgainAsync(() => TryAsync(me, ids, cancel));
        while (now == MostAtOnce);
        if (read > 0) live.Publish(new NoticeChanged(me));
        return read;
    }

    private async Task<int> TryAsync(Guid me, IReadOnlyCollection<Guid>? ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var unread = db.Notices.Where(n => n.PersonId == me && n.ReadAt == null);
        if (ids is not null) unread = unread.Where(n => ids.Contains(n.Id));
        var found = await unread.OrderBy(n => n.At).Take(MostAtOnce).ToListAsync(cancel);
        foreach (var notice in found) notice.MarkRead(time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return found.Count;
    }
}
