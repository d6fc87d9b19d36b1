using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Tariffs;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Stations that price by a tariff.</summary>
internal sealed class StationsByTariff : ITariffUse
{
    public async Task<IReadOnlyDictionary<Guid, int>> CountAsync(EvOpsDb db, IReadOnlyList<Guid> tariffs, CancellationToken cancel) =>
        await db.Stations.Where(s => s.TariffId != null && tariffs.Contains(s.TariffId.Value))
            .GroupBy(s => s.TariffId!.Value).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
}
