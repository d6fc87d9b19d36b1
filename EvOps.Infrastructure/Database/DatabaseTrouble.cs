using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Database;

/// <summary>
/// What a loop in the background outlives: the database is away, busy, or someone else saved first. It says so in the log and tries
/// again; whatever else is thrown is a bug of ours.
/// </summary>
public static class DatabaseTrouble
{
    /// <remarks>Without a strategy that tries again EF wraps what it calls transient in an InvalidOperationException; alone that one is no trouble of the database.</remarks>
    public static bool Is(Exception failure) => failure switch
    {
        DbException or DbUpdateException or TimeoutException or LostRaceException => true,
        InvalidOperationException or AggregateException => failure.InnerException is { } inner && Is(inner),
        _ => false,
    };
}
