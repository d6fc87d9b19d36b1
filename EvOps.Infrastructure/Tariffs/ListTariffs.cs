using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>The tariffs by name, each with the terms that hold now.</summary>
public sealed class ListTariffs(IDbContextFactory<EvOpsDb> databases, ITariffUse use)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="search">Part of the name, or the currency.</param>
    /// <param name="limit">Rows of this page.</param>
    /// <param name="offset">Rows before it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Outcome<Page<TariffRow>>> RunAsync(Actor actor, string? search, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewNetwork, "see tariffs").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var tariffs = db.Tariffs.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = Like.Containing(search);
            tariffs = tariffs.Where(t => EF.Functions.Like(t.Name, pattern, Like.Escape) || EF.Functions.Like(t.Currency, pattern, Like.Escape));
        }

        var page = await tariffs.OrderBy(t => t.Name).PageAsync(limit, offset, cancel);
        return new Page<TariffRow>(await RowsAsync(db, page.Items, cancel), page.Total, page.Limit, page.Offset);
    }

    /// <summary>One tariff with all its versions.</summary>
    public async Task<Outcome<TariffHistory>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewNetwork, "see tariffs").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.Tariffs.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancel);
        if (found is null) return NotFound;

        var row = (await RowsAsync(db, [found], cancel))[0];
        return new TariffHistory(row, await db.TariffVersions.AsNoTracking().Where(v => v.TariffId == id).OrderByDescending(v => v.Number).ToListAsync(cancel));
    }

    internal static Refusal NotFound => Refuse.NotFound("tariff_not_found", "There is no tariff with this id.");

    private async Task<IReadOnlyList<TariffRow>> RowsAsync(EvOpsDb db, IReadOnlyList<Tariff> tariffs, CancellationToken cancel)
    {
        var ids = tariffs.Select(t => t.Id).ToList();
        var latest = await TariffVersions.LatestAsync(db, ids, cancel);
        var stations = await use.CountAsync(db, ids, cancel);
        return [.. tariffs.Select(t => new TariffRow(t.Id, t.Name, t.Currency, latest[t.Id], stations.GetValueOrDefault(t.Id)))];
    }
}
