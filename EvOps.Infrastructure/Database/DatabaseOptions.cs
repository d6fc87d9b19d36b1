using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Database;

/// <summary>The database servers EvOps runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}

/// <summary>Section <c>Database</c>. The connection string stands under <c>ConnectionStrings:EvOps</c>.</summary>
public sealed record DatabaseOptions
{
    public const string Section = "Database";

    public const string DefaultConnectionString = "Data Source=data/evops.db";

    [EnumDataType(typeof(DatabaseProvider))]
    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    /// <summary>Create or migrate the schema when the process starts.</summary>
    public bool MigrateOnStart { get; init; } = true;
}
