using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Tells a driver what became of a session. The notice and the line in the timeline go into the caller's context and are saved with what
/// they tell of: nothing is told that did not happen, and what happened is told once.
/// </summary>
public sealed class TellDriver(Notices notices, TimeProvider time)
{
    /// <param name="news">What to say, by the name of the place.</param>
    /// <param name="once">What of this session can be told but once; null where its row version sees to that alone.</param>
    /// <returns>What has to be told once it is saved; null where there is no driver to tell.</returns>
    public async Task<Told?> AddAsync(EvOpsDb db, Session session, Func<string, DriverNews> news, string? once, CancellationToken cancel)
    {
        if (session.DriverId is not { } driver) return null;

        var now = time.GetUtcNow();
        var place = await db.Stations.Where(s => s.Id == session.StationId).Select(s => s.Name).SingleOrDefaultAsync(cancel) ?? session.ChargePointIdentity;
        var (kind, title, words) = news(place);
        var key = once is null ? null : $"session/{session.Id}/{once}";
        var told = await notices.AddAsync(db, driver, kind, title, words, $"/drive/sessions/{session.Id}", key, now, cancel);
        if (told is not null) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Told, $"The driver was told: {words}"));
        return told;
    }

    /// <summary>After it was saved.</summary>
    public void Tell(Told? told) => notices.Tell(told);
}
