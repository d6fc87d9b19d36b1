using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Which of the vendors' events.</summary>
public sealed record VendorEventFilter(string? Vendor = null, VendorEventKind? Kind = null, VendorEventState? State = null);

/// <summary>A vendor's event, as the list and its dialog show it.</summary>
/// <param name="DueAt">Of what waits: when it is tried next.</param>
/// <param name="Trouble">Why the last try came to nothing.</param>
public sealed record VendorEventRow(
    long Id, string Vendor, VendorEventKind Kind, VendorEventState State, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, DateTimeOffset? DoneAt, int Tries, string? Trouble, string? DismissedBy, string? DismissedWhy, string Payload);

/// <summary>What vendors told: first what nobody could do anything with, then the newest.</summary>
public sealed class ListVendorEvents(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<VendorEventRow>>> RunAsync(Actor actor, VendorEventFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageStations, "see what vendors told").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var events = db.VendorEvents.AsNoTracking();
        if (filter.Vendor is { } vendor) events = events.Where(e => e.Vendor == vendor);
        if (filter.Kind is { } kind) events = events.Where(e => e.Kind == kind);
        if (filter.State is { } state) events = events.Where(e => e.State == state);
        return await Rows(events.OrderBy(e => e.State == VendorEventState.Dead ? 0 : 1).ThenByDescending(e => e.Id)).PageAsync(limit, offset, cancel);
    }

    public async Task<Outcome<VendorEventRow>> FindAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageStations, "see what vendors told").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Rows(db.VendorEvents.AsNoTracking().Where(e => e.Id == id)).SingleOrDefaultAsync(cancel) is { } found ? found : NotFound;
    }

    internal static Refusal NotFound => Refuse.NotFound("vendor_event_not_found", "There is no such event.");

    private static IQueryable<VendorEventRow> Rows(IQueryable<VendorEvent> events) =>
        events.Select(e => new VendorEventRow(e.Id, e.Vendor, e.Kind, e.State, e.ReceivedAt, e.DueAt, e.DoneAt, e.Tries, e.Trouble, e.DismissedBy, e.DismissedWhy, e.Payload));
}
