using System.Collections.Concurrent;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>How a person stands with the house now: what a cookie or token, which may be old, is held against.</summary>
/// <param name="Stamp">Changes with the password and when everything open is to end.</param>
public sealed record Standing(Guid PersonId, string Email, string DisplayName, IReadOnlyList<Role> Roles, bool IsDisabled, string Stamp)
{
    /// <summary>True while a sign-in that was given this stamp still holds.</summary>
    public bool Honours(string? stamp) => !IsDisabled && stamp == Stamp;
}

/// <summary>
/// Looks standings up, and remembers each for half a minute: no request reads the database for it twice in that time, and nobody
/// who was disabled on another node stays longer. What is changed on this node counts at once.
/// </summary>
public sealed class Standings : IDisposable
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<Guid, (Standing? Standing, DateTimeOffset Until)> remembered = new();
    private readonly IDbContextFactory<EvOpsDb> databases;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;
    private long changes;

    public Standings(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time)
    {
        (this.databases, this.time) = (databases, time);
        subscription = live.Subscribe<PersonChanged>(change =>
        {
            Interlocked.Increment(ref changes);
            remembered.TryRemove(change.PersonId, out _);
        });
    }

    /// <summary>Null where there is no such person.</summary>
    public async Task<Standing?> OfAsync(Guid personId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (remembered.TryGetValue(personId, out var known) && known.Until > now) return known.Standing;

        var changesBefore = Interlocked.Read(ref changes);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var standing = await ReadAsync(db, personId, cancel);
        // Read while something changed: right for this caller, who asked before, but not to be remembered.
        if (Interlocked.Read(ref changes) != changesBefore) return standing;

        // Ids come from protected cookies and tokens, so strangers cannot fill this; the bound is for large houses.
        if (remembered.Count >= MostRemembered) remembered.Clear();
        remembered[personId] = (standing, now + Freshness);
        return standing;
    }

    public void Dispose() => subscription.Dispose();

    /// <summary>As the database has it now.</summary>
    internal static async Task<Standing?> ReadAsync(EvOpsDb db, Guid personId, CancellationToken cancel)
    {
        var links = db.PersonRoles;
        var found = await db.People.AsNoTracking()
            .Where(p => p.Id == personId)
            .Select(p => new
            {
                p.Id,
                p.Email,
                p.DisplayName,
                p.IsDisabled,
                p.SecurityStamp,
                RoleIds = links.Where(r => r.UserId == p.Id).Select(r => r.RoleId).ToList(),
            })
            .SingleOrDefaultAsync(cancel);
        return found is null
            ? null
            : new Standing(found.Id, found.Email!, found.DisplayName, RoleRows.Of(found.RoleIds), found.IsDisabled, found.SecurityStamp!);
    }
}
