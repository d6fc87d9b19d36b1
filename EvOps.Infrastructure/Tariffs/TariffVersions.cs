using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>Looks up what holds now.</summary>
public static class TariffVersions
{
    /// <summary>The newest version of each.</summary>
    public static Task<Dictionary<Guid, TariffVersion>> LatestAsync(EvOpsDb db, IReadOnlyList<Guid> tariffs, CancellationToken cancel) =>
        (from version in db.TariffVersions.AsNoTracking()
         join tariff in db.Tariffs on new { Id = version.TariffId, version.Number } equals new { tariff.Id, Number = tariff.LatestVersion }
         where tariffs.Contains(version.TariffId)
         select version).ToDictionaryAsync(version => version.TariffId, cancel);
}
