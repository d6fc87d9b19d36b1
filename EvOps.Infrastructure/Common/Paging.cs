using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Common;

public static class Paging
{
    /// <summary>Counts and cuts in SQL. Sort by something unique at last, or pages overlap.</summary>
    public static async Task<Page<T>> PageAsync<T>(this IQueryable<T> sorted, int limit, int offset, CancellationToken cancel)
    {
        var total = await sorted.CountAsync(cancel);
        var items = total > offset ? await sorted.Skip(offset).Take(limit).ToListAsync(cancel) : [];
        return new Page<T>(items, total, limit, offset);
    }
}
