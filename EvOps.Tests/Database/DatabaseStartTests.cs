using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

/// <summary>The schema at start, and what becomes of a file that cannot be used. What the operator then reads: Common/RefusedStartTests.</summary>
public sealed class DatabaseStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evops-test-").FullName;

    private string File => Path.Combine(folder, "evops.db");

    [Fact]
    public async Task A_missing_folder_and_file_are_made()
    {
        var file = Path.Combine(folder, "new", "deeper", "evops.db");

        Assert.Null(await RefusalOfAsync(DatabaseProvider.Sqlite, $"Data Source={file}"));

        Assert.True(System.IO.File.Exists(file));
    }

    [Fact]
    public async Task An_existing_file_is_kept_with_what_is_in_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.AddChargePointAsync();

        Assert.True((await TestDatabase.StartOf(database.Factory).RunAsync(CancellationToken.None)).IsDone);

        await using var db = database.Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(1, await db.ChargePoints.CountAsync());
    }

    [Fact]
    public async Task A_file_that_another_version_made_is_refused_and_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE __EFMigrationsHistory SET MigrationId = '20990101000000_Later'");
        }

        var started = await TestDatabase.StartOf(database.Factory).RunAsync(CancellationToken.None);

        Assert.Contains("20990101000000_Later", started.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_migrates_by_himself_is_told_that_it_has_not_been_done()
    {
        var factory = TestDatabase.FactoryOf(DatabaseProvider.Sqlite, $"Data Source={File}");

        var started = await TestDatabase.StartOf(factory, new DatabaseOptions { MigrateOnStart = false }).RunAsync(CancellationToken.None);

        Assert.Contains("Database:MigrateOnStart is false", started.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_alone()
    {
        var garbage = string.Concat(Enumerable.Repeat("no database at all. ", 500));
        await System.IO.File.WriteAllTextAsync(File, garbage);

        var sentence = await SentenceOfAsync(DatabaseProvider.Sqlite, $"Data Source={File}");

        Assert.Contains("file is not a database", sentence, StringComparison.Ordinal);
        Assert.Contains(File, sentence, StringComparison.Ordinal);
        Assert.Equal(garbage, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_alone()
    {
        await ExecuteAsync("CREATE TABLE Stations (Id INTEGER); INSERT INTO Stations VALUES (1);");

        var sentence = await SentenceOfAsync(DatabaseProvider.Sqlite, $"Data Source={File}");

        Assert.Contains("Stations", sentence, StringComparison.Ordinal);
        await using var other = new SqliteConnection($"Data Source={File}");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT Id FROM Stations";
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_named()
    {
        await System.IO.File.WriteAllTextAsync(File, "");
        var below = Path.Combine(File, "evops.db");

        Assert.Contains(below, await SentenceOfAsync(DatabaseProvider.Sqlite, $"Data Source={below}"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> SentenceOfAsync(DatabaseProvider provider, string connectionString)
    {
        var sentence = await RefusalOfAsync(provider, connectionString);
        Assert.NotNull(sentence);
        Assert.StartsWith("The database cannot be used (", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        return sentence;
    }

    private static async Task<string?> RefusalOfAsync(DatabaseProvider provider, string connectionString) =>
        (await TestDatabase.StartOf(TestDatabase.FactoryOf(provider, connectionString)).RunAsync(TestContext.Current.CancellationToken)).Refusal?.Message;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
