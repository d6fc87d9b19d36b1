using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Database;

/// <summary>Somebody else saved between two reads of one attempt: what was read does not fit together.</summary>
public sealed class LostRaceException(string words) : Exception(words);

/// <summary>
/// What happens when two save the same row, or the same unique key, at once: the loser starts anew with fresh eyes and decides
/// again, which mostly ends in a refusal in words. An attempt makes its own context and must have no effect before it saves.
/// </summary>
public static class Races
{
    // Fifty sessions of one fleet may end in the same second and be booked in the same wallet: each round one of them wins.
    private const int MostAttempts = 60, LongestPauseMilliseconds = 100;

    public static async Task<T> DecideAgainAsync<T>(Func<Task<T>> attempt)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception lost) when (i < MostAttempts && IsLostRace(lost))
            {
                await Task.Delay(Random.Shared.Next(0, Math.Min(LongestPauseMilliseconds, 3 * i)));
            }
        }
    }

    /// <summary>True where someone else saved first: a stale row version, a duplicate key, or the victim of a deadlock.</summary>
    /// <remarks>A deadlock may strike a query, too, and EF wraps what it calls transient once more.</remarks>
    public static bool IsLostRace(Exception failure) => failure switch
    {
        DbUpdateConcurrencyException or LostRaceException => true,
        SqliteException { SqliteErrorCode: 19, SqliteExtendedErrorCode: 2067 or 1555 } => true,
        SqliteException { SqliteErrorCode: 5 or 6 } => true,
        SqlException { Number: 2601 or 2627 or 1205 } => true,
        DbUpdateException or InvalidOperationException => failure.InnerException is { } inner && IsLostRace(inner),
        _ => false,
    };

    /// <summary>True where a row was to go that others still refer to.</summary>
    public static bool IsStillReferredTo(DbUpdateException failure) => failure switch
    {
        // 1811 is what SQLite says of RESTRICT, 787 of the rest.
        { InnerException: SqliteException { SqliteErrorCode: 19, SqliteExtendedErrorCode: 787 or 1811 } } => true,
        { InnerException: SqlException { Number: 547 } } => true,
        _ => false,
    };
}
