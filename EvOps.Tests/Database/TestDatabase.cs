using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Database;

/// <summary>
/// A database of one test's own, made by <see cref="DatabaseStart"/> as the house makes its own. What must hold on every database
/// is a theory over <see cref="All"/>: SQLite always; SQL Server where EVOPS_TEST_SQLSERVER holds a connection string whose login
/// may create databases (each test makes one, and drops it).
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string? SqlServer = Environment.GetEnvironmentVariable("EVOPS_TEST_SQLSERVER") is { Length: > 0 } text ? text : null;

    private readonly string folder = Directory.CreateTempSubdirectory("evops-test-").FullName;

    private TestDatabase(DatabaseProvider provider) => Factory = FactoryOf(provider, provider switch
    {
        DatabaseProvider.Sqlite => $"Data Source={Path.Combine(folder, "evops.db")}",
        DatabaseProvider.SqlServer => new SqlConnectionStringBuilder(SqlServer) { InitialCatalog = $"EvOpsTest_{Guid.NewGuid():N}" }.ToString(),
    }, Gate);

    public static TheoryData<DatabaseProvider> All { get; } =
        SqlServer is null ? [DatabaseProvider.Sqlite] : [DatabaseProvider.Sqlite, DatabaseProvider.SqlServer];

    public SqliteWriteGate Gate { get; } = new();

    public EvOpsDbFactory Factory { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var database = new TestDatabase(provider);
        var started = await StartOf(database.Factory).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(started.IsDone, started.Refusal?.Message);
        return database;
    }

    public static EvOpsDbFactory FactoryOf(DatabaseProvider provider, string connectionString, SqliteWriteGate? gate = null) => new(
        Options.Create(new DatabaseOptions { Provider = provider }),
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:EvOps", connectionString)]).Build(),
        gate ?? new SqliteWriteGate(),
        NullLoggerFactory.Instance);

    public static DatabaseStart StartOf(EvOpsDbFactory factory, DatabaseOptions? options = null) => new(factory, Options.Create(options ?? new()), NullLogger<DatabaseStart>.Instance);

    public EvOpsDb Open() => Factory.CreateDbContext();

    /// <summary>A charge point with one plug, saved.</summary>
    public async Task<(ChargePoint ChargePoint, Connector Connector)> AddChargePointAsync(string identity = "CP-1")
    {
        var chargePoint = new ChargePoint(Guid.NewGuid(), identity, isApproved: true, DateTimeOffset.UnixEpoch);
        var connector = chargePoint.ConnectorOrNew(1, DateTimeOffset.UnixEpoch);
        await using var db = Open();
        db.Add(chargePoint);
        await db.SaveChangesAsync();
        return (chargePoint, connector);
    }

    /// <summary>A session that was asked for, not saved.</summary>
    public static Session Request(ChargePoint chargePoint, Connector connector, DateTimeOffset at) =>
        Session.Request(Guid.NewGuid(), chargePoint, new Connector(connector.Id, chargePoint.Id, connector.Number), null, "TAG", null, at).Value;

    public async ValueTask DisposeAsync()
    {
        if (Factory.Provider == DatabaseProvider.SqlServer)
        {
            await using var db = Open();
            await db.Database.EnsureDeletedAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        Gate.Dispose();
    }
}
