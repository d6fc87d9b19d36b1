using System.Text.RegularExpressions;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EvOps.Tests.Database;

/// <summary>The schema as the model and the migrations tell it, without a server.</summary>
public sealed partial class SchemaTests
{
    // https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server
    private const int LongestClusteredKey = 900;
    private const int LongestIndexKey = 1700;

    private static readonly string[] SqlServerTypes =
        ["bigint", "bit", "datetime2", "float", "int", "nvarchar", "rowversion", "uniqueidentifier"];

    // SqlServerEvOpsDb and SqliteEvOpsDb as dotnet-ef sees them.
    public static TheoryData<EvOpsDb> Both => [new SqliteDesignTimeFactory().CreateDbContext([]), new SqlServerDesignTimeFactory().CreateDbContext([])];

    [Theory]
    [MemberData(nameof(Both), DisableDiscoveryEnumeration = true)]
    public void The_migrations_are_what_the_model_is(EvOpsDb db) => Assert.False(db.Database.HasPendingModelChanges());

    [Theory]
    [MemberData(nameof(Both), DisableDiscoveryEnumeration = true)]
    public void Every_row_that_people_can_fight_over_has_its_version_checked(EvOpsDb db)
    {
        var rows = db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IHasRowVersion))).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.FindProperty(nameof(IHasRowVersion.RowVersion))!.IsConcurrencyToken, row.Name));
    }

    [Theory]
    [MemberData(nameof(Both), DisableDiscoveryEnumeration = true)]
    public void Nothing_that_is_evidence_disappears_with_what_it_is_about(EvOpsDb db)
    {
        var cascading = db.Model.GetEntityTypes().SelectMany(e => e.GetForeignKeys())
            .Where(key => key.DeleteBehavior != DeleteBehavior.Restrict)
            .Select(key => $"{key.DeclaringEntityType.GetTableName()} with {key.PrincipalEntityType.GetTableName()}").Order();

        // A person's and a role's own attributes, and the log of what other systems were sent, which is forgotten after some weeks; nothing else.
        Assert.Equal(
            [
                "PersonClaims with People", "PersonLogins with People", "PersonRoles with People", "PersonRoles with Roles", "PersonTokens with People", "RoleClaims with Roles",
                "WebhookAttempts with WebhookDeliveries", "WebhookDeliveries with WebhookEvents",
            ],
            cascading);
    }

    [Theory]
    [MemberData(nameof(Both), DisableDiscoveryEnumeration = true)]
    public void Times_money_and_energy_are_stored_as_what_both_databases_sort(EvOpsDb db)
    {
        foreach (var property in db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
            Assert.False((Nullable.GetUnderlyingType(stored) ?? stored) is var type && (type == typeof(DateTimeOffset) || type == typeof(decimal) || type == typeof(TimeSpan)),
                $"{property.DeclaringType.Name}.{property.Name}");
        }
    }

    [Fact]
    public void The_SQL_Server_script_makes_a_rowversion_for_each_row_that_people_can_fight_over()
    {
        using var db = ForSqlServer();
        var tables = TablesOf(ScriptOf(db));
        var wanted = db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IHasRowVersion))).Select(e => e.GetTableName()!);

        Assert.Equal(wanted.Order(), tables.Where(table => table.Value.Contains("[RowVersion] rowversion NOT NULL", StringComparison.Ordinal)).Select(table => table.Key).Order());
    }

    [Fact]
    public void The_SQL_Server_script_lets_a_connector_have_one_open_session()
    {
        using var db = ForSqlServer();

        Assert.Contains("CREATE UNIQUE INDEX [IX_Sessions_OneOpenPerConnector] ON [Sessions] ([ConnectorId]) WHERE [EndedAt] IS NULL;", ScriptOf(db), StringComparison.Ordinal);
    }

    [Fact]
    public void The_SQL_Server_script_uses_types_of_SQL_Server_alone()
    {
        using var db = ForSqlServer();
        var columns = TablesOf(ScriptOf(db)).Where(table => table.Key != "__EFMigrationsHistory").SelectMany(table => Column().Matches(table.Value)).ToList();

        Assert.Equal(Relational(db).Tables.Sum(table => table.Columns.Count()), columns.Count);
        Assert.All(columns, column => Assert.Contains(column.Groups["type"].Value, SqlServerTypes));
    }

    [Fact]
    public void No_key_of_SQL_Server_can_be_longer_than_it_takes()
    {
        using var db = ForSqlServer();
        foreach (var table in Relational(db).Tables)
        {
            Assert.True(BytesOf(table.PrimaryKey!.Columns) <= LongestClusteredKey, $"The key of {table.Name} can have {BytesOf(table.PrimaryKey.Columns)} bytes.");
            Assert.All(table.Indexes, index => Assert.True(BytesOf(index.Columns) <= LongestIndexKey, $"{index.Name} can have {BytesOf(index.Columns)} bytes."));
        }
    }

    [Fact]
    public void Both_databases_have_the_same_tables_columns_and_indexes()
    {
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        using var sqlServer = ForSqlServer();

        Assert.Equal(Describe(sqlite), Describe(sqlServer));
    }

    private static IEnumerable<string> Describe(EvOpsDb db) =>
        from table in Relational(db).Tables
        from line in (string[])
        [
            .. table.Columns.Select(c => $"{table.Name}.{c.Name} {(c.IsNullable ? "null" : "not null")}").Order(),
            .. table.Indexes.Select(i => $"{i.Name} {i.IsUnique} {i.Filter} {string.Join(",", i.Columns.Select(c => c.Name))}").Order(),
        ]
        select line;

    private static SqlServerEvOpsDb ForSqlServer() => new SqlServerDesignTimeFactory().CreateDbContext([]);

    private static string ScriptOf(EvOpsDb db) => db.GetService<IMigrator>().GenerateScript();

    private static IRelationalModel Relational(EvOpsDb db) => db.GetService<IDesignTimeModel>().Model.GetRelationalModel();

    private static Dictionary<string, string> TablesOf(string script) =>
        CreateTable().Matches(script).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["body"].Value);

    private static int BytesOf(IEnumerable<IColumnBase> columns) => columns.Sum(column => column.StoreType switch
    {
        "nvarchar(max)" => int.MaxValue / 4,
        ['n', 'v', 'a', 'r', 'c', 'h', 'a', 'r', '(', .. var length, ')'] => 2 * int.Parse(length, System.Globalization.CultureInfo.InvariantCulture),
        "uniqueidentifier" => 16,
        "bigint" or "datetime2" or "float" or "rowversion" => 8,
        "int" => 4,
        "bit" => 1,
        var other => throw new InvalidOperationException($"How long is {other}?"),
    });

    [GeneratedRegex(@"CREATE TABLE \[(?<name>\w+)\] \((?<body>.*?)\n *\);", RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^ +\[\w+\] (?<type>\w+)", RegexOptions.Multiline)]
    private static partial Regex Column();
}
