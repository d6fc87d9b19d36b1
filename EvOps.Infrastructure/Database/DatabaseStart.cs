using System.Data.Common;
using EvOps.Domain.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Database;

/// <summary>Brings the schema up to date before anything else starts. What is wrong is said in one sentence.</summary>
public sealed partial class DatabaseStart(EvOpsDbFactory factory, IOptions<DatabaseOptions> options, ILogger<DatabaseStart> log)
{
    public async Task<Outcome> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (factory.Provider == DatabaseProvider.Sqlite) MakeFolder();
            await using var db = factory.CreateDbContext();
            if (await MigrateAsync(db, cancel) is { } refusal) return refusal;
            if (factory.Provider == DatabaseProvider.Sqlite) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancel);
            await TryToWriteAsync(db, cancel);
            SchemaReady(factory.Provider);
            return Outcome.Done;
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Unusable(failure.Message);
        }
    }

    private async Task<Refusal?> MigrateAsync(EvOpsDb db, CancellationToken cancel)
    {
        var applied = await db.Database.GetAppliedMigrationsAsync(cancel);
        var known = db.Database.GetMigrations().ToList();
        if (applied.Except(known).FirstOrDefault() is { } foreign)
            return Unusable($"It was made by another version of EvOps (this one knows no migration {foreign}). Start that version, or name a new database.");
        if (!known.Except(applied).Any()) return null;
        if (!options.Value.MigrateOnStart)
            return Unusable("Its schema is not the one this version needs, and Database:MigrateOnStart is false. Start once with true.");

        if (factory.Provider == DatabaseProvider.Sqlite) await ForgetLockAsync(db, cancel);
        await db.Database.MigrateAsync(cancel);
        return null;
    }

    // A full disk or a file that may only be read is better said now than to the first charger.
    private static Task<int> TryToWriteAsync(EvOpsDb db, CancellationToken cancel) =>
        db.Database.ExecuteSqlRawAsync("UPDATE \"__EFMigrationsHistory\" SET \"ProductVersion\" = \"ProductVersion\"", cancel);

    // On SQLite the lock on migrations is a row, and a process that was killed while it migrated leaves it: the next would wait for
    // ever. The file belongs to one process, so whoever starts may take it away.
    private static async Task ForgetLockAsync(EvOpsDb db, CancellationToken cancel)
    {
        var isThere = await db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancel);
        if (isThere > 0) await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancel);
    }

    private Refusal Unusable(string why) =>
        new(RefusalKind.Unavailable, "database_unusable", $"The database cannot be used ({Where()}): {why}");

    private void MakeFolder()
    {
        var path = new SqliteConnectionStringBuilder(factory.ConnectionString).DataSource;
        if (path is "" or ":memory:") return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
    }

    // Never the whole connection string: it may hold a password.
    private string Where() => factory.Provider switch
    {
        DatabaseProvider.Sqlite => $"SQLite, {new SqliteConnectionStringBuilder(factory.ConnectionString).DataSource}",
        DatabaseProvider.SqlServer => "SQL Server, connection string ConnectionStrings:EvOps",
    };

    [LoggerMessage(LogLevel.Information, "Database schema is up to date ({Provider})")]
    private partial void SchemaReady(DatabaseProvider provider);
}
