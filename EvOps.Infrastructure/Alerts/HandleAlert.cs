using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Somebody who may take alerts.</summary>
public sealed record AlertHandler(Guid PersonId, string Email, string Name);

/// <summary>Somebody takes an alert, takes it over, gives it on or back, or does not want to hear of it for a while.</summary>
public sealed class HandleAlert(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, Notices notices, WatchAlerts watch, LiveFeed live, TimeProvider time)
{
    private static readonly Guid[] Handling = [.. Enum.GetValues<Role>().Where(role => RolePermissions.Of(role).Contains(Permission.HandleAlerts)).Select(RoleRows.Id)];

    /// <param name="takesOver">Even where another has it, who is told so.</param>
    public Task<Outcome<Alert>> AcknowledgeAsync(Actor actor, Guid alertId, string? comment, CancellationToken cancel, bool takesOver = false) =>
        RunAsync(actor, alertId, takesOver ? "take over alert" : "acknowledge alert", comment, async (db, alert) =>
        {
            var (had, now) = (alert.Owner, time.GetUtcNow());
            var done = alert.Acknowledge(actor.Name, comment, now, takesOver);
            var lost = done.IsDone && had != alert.Owner ? await FindAsync(db, had, cancel) : null;
            return (done, lost is null ? null : await TellAsync(db, alert, lost, $"{actor.Name} has taken it over: {alert.Title}", now, cancel));
        }, cancel);

    /// <param name="to">The e-mail address of somebody who may take alerts; who is told.</param>
    public Task<Outcome<Alert>> HandOverAsync(Actor actor, Guid alertId, string? to, string? comment, CancellationToken cancel) =>
        RunAsync(actor, alertId, "hand over alert", $"to {AuditTrail.Fit(to ?? "nobody")}", async (db, alert) =>
        {
            var now = time.GetUtcNow();
            if (await FindAsync(db, to, cancel) is not { } person) return (Refuse.InvalidField("to", "There is nobody of this address who may take alerts."), null);
            var done = alert.HandOver(actor.Name, person.Email, comment, now);
            return (done, done.IsDone ? await TellAsync(db, alert, person, $"{actor.Name} gave it to you: {alert.Title}", now, cancel) : null);
        }, cancel);

    public Task<Outcome<Alert>> ReleaseAsync(Actor actor, Guid alertId, CancellationToken cancel) =>
        RunAsync(actor, alertId, "release alert", null, (_, alert) => Only(alert.Release(actor.Name, time.GetUtcNow())), cancel);

    public Task<Outcome<Alert>> SnoozeAsync(Actor actor, Guid alertId, TimeSpan span, CancellationToken cancel) =>
        RunAsync(actor, alertId, "snooze alert", $"{span.TotalMinutes:0} min", (_, alert) => Only(alert.Snooze(span, time.GetUtcNow())), cancel);

    public Task<Outcome<Alert>> WakeAsync(Actor actor, Guid alertId, CancellationToken cancel) =>
        RunAsync(actor, alertId, "end snooze of alert", null, (_, alert) => Only(alert.Wake(time.GetUtcNow())), cancel);

    /// <summary>Those an alert can be given to, by name.</summary>
    public async Task<Outcome<IReadOnlyList<AlertHandler>>> OthersAsync(Actor actor, CancellationToken cancel)
    {
        var may = actor.Require(Permission.HandleAlerts, "handle alerts");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return (await Handlers(db).Where(h => h.Id != actor.UserId).OrderBy(h => h.DisplayName).ToListAsync(cancel)).ConvertAll(h => new AlertHandler(h.Id, h.Email!, h.DisplayName));
    }

    private static Task<(Outcome, Told?)> Only(Outcome done) => Task.FromResult<(Outcome, Told?)>((done, null));

    private static IQueryable<Person> Handlers(EvOpsDb db)
    {
        var links = db.PersonRoles;
        return db.People.AsNoTracking().Where(p => !p.IsDisabled && p.Email != null && links.Any(link => link.UserId == p.Id && Handling.Contains(link.RoleId)));
    }

    private static async Task<AlertHandler?> FindAsync(EvOpsDb db, string? email, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(email)) return null;
        var normal = Person.Normalise(email);
        return await Handlers(db).SingleOrDefaultAsync(p => p.NormalizedEmail == normal, cancel) is { } found ? new AlertHandler(found.Id, found.Email!, found.DisplayName) : null;
    }

    private Task<Told?> TellAsync(EvOpsDb db, Alert alert, AlertHandler person, string title, DateTimeOffset now, CancellationToken cancel) =>
        notices.AddAsync(db, person.PersonId, NoticeKind.Alert, title, alert.Comment is { } comment ? $"{alert.Words} “{comment}”" : alert.Words, "/alerts", null, now, cancel);

    private async Task<Outcome<Alert>> RunAsync(
        Actor actor, Guid alertId, string deed, string? details, Func<EvOpsDb, Alert, Task<(Outcome Done, Told? Told)>> decide, CancellationToken cancel)
    {
        var (outcome, told) = await Races.DecideAgainAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var alert = await db.Alerts.SingleOrDefaultAsync(a => a.Id == alertId, cancel);
            var may = actor.Require(Permission.HandleAlerts, "handle alerts");
            var (done, telling) = !may.IsDone ? (may, null) : alert is null ? (Refuse.NotFound("alert_not_found", "There is no such alert."), null) : await decide(db, alert);
            audit.Note(db, actor, deed, "alert", alertId.ToString(), done.Refusal?.Message ?? "done", details);
            await db.SaveChangesAsync(cancel);
            return (done.IsDone ? (Outcome<Alert>)alert! : done.Refusal, telling);
        });
        notices.Tell(told);
        if (!outcome.IsDone) return outcome;
        live.Publish(new AlertChanged(alertId));
        // What is counted has changed, too.
        watch.Wake();
        return outcome;
    }
}
