using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>The stations by name. Drivers see them too: they look for a plug.</summary>
public sealed class ListStations(IDbContextFactory<EvOpsDb> databases, Presence presence, IPlugReservations reservations, StationMemory memory)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="search">Part of the name or the address.</param>
    /// <param name="limit">Rows of this page.</param>
    /// <param name="offset">Rows before it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="tariffId">Only those that price by this tariff.</param>
    public async Task<Outcome<Page<StationRow>>> RunAsync(
        Actor actor, string? search, int limit, int offset, CancellationToken cancel, Guid? tariffId = null)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var stations = db.Stations.AsNoTracking().Where(s => tariffId == null || s.TariffId == tariffId);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = Like.Containing(search);
            stations = stations.Where(s => EF.Functions.Like(s.Name, pattern, Like.Escape) || EF.Functions.Like(s.Address!, pattern, Like.Escape));
        }

        var page = await stations.OrderBy(s => s.Name).ThenBy(s => s.Id).PageAsync(limit, offset, cancel);
        return new Page<StationRow>(await StationRow.LoadAsync(db, presence, reservations, page.Items, cancel), page.Total, page.Limit, page.Offset);
    }

    public async Task<Outcome<StationRow>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        return await ReadAsync(id, cancel) is { } found ? found : NotFound;
    }

    /// <summary>As <see cref="FindAsync"/>, from memory where it holds: for programs, which ask often.</summary>
    public async Task<Outcome<StationRow>> RecallAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        return await memory.FindAsync(id, () => ReadAsync(id, cancel)) is { } found ? found : NotFound;
    }

    private async Task<StationRow?> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);
        return found is null ? null : (await StationRow.LoadAsync(db, presence, reservations, [found], cancel))[0];
    }

    internal static Refusal NotFound => Refuse.NotFound("station_not_found", "There is no station with this id.");

    private static Outcome MaySee(Actor actor) =>
        actor.May(Permission.ViewNetwork) ? Outcome.Done : actor.Require(Permission.ChargeOwn, "see stations");
}
