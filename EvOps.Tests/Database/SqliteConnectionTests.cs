using EvOps.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

/// <summary>SQLite forgets most settings with the connection, so every one must be told anew.</summary>
public sealed class SqliteConnectionTests
{
    private const int Full = 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_connection_writes_through_to_the_disk_holds_keys_and_waits_for_a_lock(bool isAsync)
    {
        await using var database = await TestDatabase.CreateAsync();
        SqliteConnection.ClearAllPools();

        // Several at once, so that none of them comes from the pool.
        await using var first = database.Open();
        await using var second = database.Open();
        foreach (var db in new[] { first, second })
        {
            if (isAsync) await db.Database.OpenConnectionAsync();
            else db.Database.OpenConnection();

            Assert.Equal("wal", await ScalarAsync<string>(db, "PRAGMA journal_mode"));
            Assert.Equal(Full, await ScalarAsync<long>(db, "PRAGMA synchronous"));
            Assert.Equal(1, await ScalarAsync<long>(db, "PRAGMA foreign_keys"));
            Assert.InRange(await ScalarAsync<long>(db, "PRAGMA busy_timeout"), 1000, 60_000);
        }
    }

    [Fact]
    public async Task A_lock_of_another_process_is_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.AddChargePointAsync();
        await using var other = new SqliteConnection(database.Factory.ConnectionString);
        await other.OpenAsync();
        var theirs = other.BeginTransaction();

        var save = Task.Run(() => database.AddChargePointAsync("CP-2"));
        while (!await IsTakenAsync(database.Gate)) await Task.Yield();
        Assert.False(save.IsCompleted);
        await theirs.CommitAsync();

        await save;
    }

    [Fact]
    public async Task Writers_of_this_process_stand_in_line_and_readers_pass_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.AddChargePointAsync();
        using var turn = await database.Gate.EnterAsync(CancellationToken.None);
        using var impatience = new CancellationTokenSource();

        await using var db = database.Open();
        var row = await db.Set<EvOps.Domain.Stations.Connector>().SingleAsync();
        row.Take(Guid.NewGuid());
        var save = db.SaveChangesAsync(impatience.Token);

        Assert.False(save.IsCompleted);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => save);
    }

    private static async Task<bool> IsTakenAsync(SqliteWriteGate gate)
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        try
        {
            using var turn = await gate.EnterAsync(now.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task<T> ScalarAsync<T>(EvOpsDb db, string pragma)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
