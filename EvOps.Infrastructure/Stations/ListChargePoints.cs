using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Which chargers.</summary>
/// <param name="Search">Part of the identity, of what it says of itself, or of its station's name.</param>
/// <param name="State">Of the charger as a whole.</param>
/// <param name="StationId">Only those that stand there.</param>
public sealed record ChargePointFilter(string? Search = null, ChargePointState? State = null, Guid? StationId = null);

/// <summary>The chargers: those that wait for somebody first, then by identity.</summary>
public sealed class ListChargePoints(IDbContextFactory<EvOpsDb> databases, Presence presence, IPlugReservations reservations)
{
    public async Task<Outcome<Page<ChargePointRow>>> RunAsync(Actor actor, ChargePointFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var page = await Filtered(db, filter)
            .OrderBy(c => c.BootStatus == BootStatus.Pending ? 0 : 1).ThenBy(c => c.Identity)
            .PageAsync(limit, offset, cancel);
        return new Page<ChargePointRow>(await RowsAsync(db, page.Items, cancel), page.Total, page.Limit, page.Offset);
    }

    public async Task<Outcome<ChargePointRow>> FindAsync(Actor actor, string identity, CancellationToken cancel)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        return found?.Identity == identity ? (await RowsAsync(db, [found], cancel))[0] : ChangeChargePoint.NotFound(identity);
    }

    private IQueryable<ChargePoint> Filtered(EvOpsDb db, ChargePointFilter filter)
    {
        var chargers = OfState(db.ChargePoints.AsNoTracking().Include(c => c.Connectors), filter.State);
        if (filter.StationId is { } stationId) chargers = chargers.Where(c => c.StationId == stationId);
        if (string.IsNullOrWhiteSpace(filter.Search)) return chargers;

        var (stations, pattern) = (db.Stations, Like.Containing(filter.Search));
        return chargers.Where(c => EF.Functions.Like(c.Identity, pattern, Like.Escape)
            || EF.Functions.Like(c.Vendor!, pattern, Like.Escape)
            || EF.Functions.Like(c.Model!, pattern, Like.Escape)
            || EF.Functions.Like(c.SerialNumber!, pattern, Like.Escape)
            || EF.Functions.Like(c.Firmware!, pattern, Like.Escape)
            || stations.Any(s => s.Id == c.StationId && EF.Functions.Like(s.Name, pattern, Like.Escape)));
    }

    /// <summary>The states of <see cref="ChargePoint.StateWhen"/>, in SQL; only who is connected has to be told to it.</summary>
    private IQueryable<ChargePoint> OfState(IQueryable<ChargePoint> chargers, ChargePointState? state)
    {
        if (state is null) return chargers;
        if (state == ChargePointState.AwaitingApproval) return chargers.Where(c => c.BootStatus == BootStatus.Pending);
        if (state == ChargePointState.Rejected) return chargers.Where(c => c.BootStatus == BootStatus.Rejected);

        var connected = presence.Connected.ToArray();
        var vendorsSince = presence.VendorsSince;
        var accepted = chargers.Where(c => c.BootStatus == BootStatus.Accepted);
        if (state == ChargePointState.Offline)
            return accepted.Where(c => c.MonitorFaultSince == null && !connected.Contains(c.Identity) && !(c.IsVendorManaged && c.LastSeenAt >= vendorsSince));
        if (state == ChargePointState.Faulted)
        {
            return accepted.Where(c => c.MonitorFaultSince != null
                || ((connected.Contains(c.Identity) || (c.IsVendorManaged && c.LastSeenAt >= vendorsSince)) && (c.Status == ConnectorStatus.Faulted || c.Connectors.Any(p => p.Status == ConnectorStatus.Faulted))));
        }

        return accepted.Where(c => c.MonitorFaultSince == null && (connected.Contains(c.Identity) || (c.IsVendorManaged && c.LastSeenAt >= vendorsSince))
            && c.Status != ConnectorStatus.Faulted && !c.Connectors.Any(p => p.Status == ConnectorStatus.Faulted));
    }

    private async Task<IReadOnlyList<ChargePointRow>> RowsAsync(EvOpsDb db, IReadOnlyList<ChargePoint> chargers, CancellationToken cancel)
    {
        var ids = chargers.Select(c => c.StationId).OfType<Guid>().Distinct().ToList();
        var stations = await db.Stations.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        var kept = await reservations.NowAsync(db, ids, cancel);
        return [.. chargers.Select(c => ChargePointRow.Of(c, c.StationId is { } at ? stations.GetValueOrDefault(at) : null, presence, kept))];
    }

    private static Outcome MaySee(Actor actor) => actor.Require(Permission.ViewNetwork, "see chargers");
}
