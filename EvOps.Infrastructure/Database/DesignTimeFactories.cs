using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EvOps.Infrastructure.Database;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteEvOpsDb --output-dir Database/Migrations/Sqlite</c>.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteEvOpsDb>
{
    public SqliteEvOpsDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteEvOpsDb>().UseSqlite("Data Source=:memory:").Options, new SqliteWriteGate());
}

/// <summary>For <c>dotnet ef migrations add NAME --context SqlServerEvOpsDb --output-dir Database/Migrations/SqlServer</c>.</summary>
public sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerEvOpsDb>
{
    public SqlServerEvOpsDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerEvOpsDb>().UseSqlServer("Server=design-time").Options);
}
