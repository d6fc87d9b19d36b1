using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Somebody was told something.</summary>
public readonly record struct Told(Guid PersonId);

/// <summary>
/// Tells people what concerns them. A notice joins the caller's save, so that it and what it tells of stand or fall together; the mail
/// goes out afterwards, from the database.
/// </summary>
public sealed class Notices(IOptions<MailOptions> mail, LiveFeed live)
{
    /// <param name="link">Path inside the console.</param>
    /// <param name="dedupeKey">What it is told for: the same person is told the same thing once.</param>
    /// <returns>What has to be told once it is saved; null where there is no such person, or it was told before.</returns>
    public async Task<Told?> AddAsync(
        EvOpsDb db, Guid personId, NoticeKind kind, string title, string words, string link, string? dedupeKey, DateTimeOffset now, CancellationToken cancel)
    {
        if (await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == personId, cancel) is not { } person) return null;
        if (dedupeKey is not null && await WasToldAsync(db, personId, dedupeKey, cancel)) return null;

        db.Notices.Add(new Notice(personId, kind, title, words, link, dedupeKey, MailOf(person), now));
        return new Told(personId);
    }

    /// <summary>After it was saved.</summary>
    public void Tell(Told? told)
    {
        if (told is { } one) live.Publish(new NoticeChanged(one.PersonId));
    }

    // What the caller has added already is not in the database yet.
    private static async Task<bool> WasToldAsync(EvOpsDb db, Guid personId, string key, CancellationToken cancel) =>
        db.Notices.Local.Any(n => n.PersonId == personId && n.DedupeKey == key)
        || await db.Notices.AnyAsync(n => n.PersonId == personId && n.DedupeKey == key, cancel);

    private MailState MailOf(Person person) => (mail.Value.IsOn, person.MayBeMailed) switch
    {
        (false, _) => MailState.NotSetUp,
        (true, false) => MailState.NotWanted,
        (true, true) => MailState.Waiting,
    };
}
