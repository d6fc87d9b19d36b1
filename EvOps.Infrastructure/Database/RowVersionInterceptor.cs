using System.Buffers.Binary;
using EvOps.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EvOps.Infrastructure.Database;

/// <summary>SQLite has no <c>rowversion</c>: this renews the property whenever a row is written.</summary>
public sealed class RowVersionInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Renew(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Renew(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Renew(DbContext db)
    {
        foreach (var entry in db.ChangeTracker.Entries<IHasRowVersion>())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified)) continue;

            var version = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(version, Random.Shared.NextInt64());
            entry.Property(nameof(IHasRowVersion.RowVersion)).CurrentValue = version;
        }
    }
}
