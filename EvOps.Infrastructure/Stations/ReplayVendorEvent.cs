using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Works a vendor's event off once more, at once and with all its patience anew: whatever kept it from being done is mended by now.</summary>
public sealed class ReplayVendorEvent(IDbContextFactory<EvOpsDb> databases, VendorInbox inbox, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome> RunAsync(Actor actor, long id, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, cancel));
        if (!outcome.IsDone) return outcome;

        live.Publish(new VendorEventChanged(id));
        inbox.Wake();
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var told = await db.VendorEvents.SingleOrDefaultAsync(e => e.Id == id, cancel);
        var may = actor.Require(Permission.ManageStations, "work off what vendors told");
        var outcome = !may.IsDone ? may : told?.PlayAgain(time.GetUtcNow()) ?? ListVendorEvents.NotFound;
        audit.Note(db, actor, "replay vendor event", "vendor event", $"{id}", outcome.Refusal?.Message ?? "done", told is null ? null : $"{told.Kind} of {told.Vendor}");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }
}

/// <summary>Says of a dead letter that nothing has to come of it, and why: its alert closes.</summary>
public sealed class DismissVendorEvent(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, long id, string? why, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, why, cancel));
        if (outcome.IsDone) live.Publish(new VendorEventChanged(id));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, long id, string? why, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var told = await db.VendorEvents.SingleOrDefaultAsync(e => e.Id == id, cancel);
        var may = actor.Require(Permission.ManageStations, "dismiss what vendors told");
        var outcome = !may.IsDone ? may : told?.Dismiss(actor.Name, why) ?? ListVendorEvents.NotFound;
        audit.Note(db, actor, "dismiss vendor event", "vendor event", $"{id}", outcome.Refusal?.Message ?? "done", told is null ? null : $"{told.Kind} of {told.Vendor}: {AuditTrail.Fit(why)}");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }
}

/// <summary>What was worked off or dismissed long ago goes; what is dead stays until somebody has seen to it.</summary>
public sealed class RemoveOldVendorEvents(IDbContextFactory<EvOpsDb> databases, Microsoft.Extensions.Options.IOptions<VendorEventsOptions> options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays);
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.VendorEvents.Where(e => (e.State == VendorEventState.Done || e.State == VendorEventState.Dismissed) && e.ReceivedAt < before).ExecuteDeleteAsync(cancel);
    }
}
