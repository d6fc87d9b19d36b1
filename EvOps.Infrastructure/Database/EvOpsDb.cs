using EvOps.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EvOps.Infrastructure.Database;

/// <summary>
/// The one database. Rooms bring their tables as <see cref="IEntityTypeConfiguration{T}"/> of their own and name their sets as
/// extension properties, so that this room knows none of them. One context per operation, from <see cref="IDbContextFactory{T}"/>.
/// </summary>
public abstract class EvOpsDb(DbContextOptions options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTimeConverter>();
        configurationBuilder.Properties<string>().HaveMaxLength(255);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(EvOpsDb).Assembly);

        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IHasRowVersion))))
            MakeConcurrencyToken(entity.FindProperty(nameof(IHasRowVersion.RowVersion))!);
    }

    /// <summary>How this database tells that a row was changed by someone else.</summary>
    protected abstract void MakeConcurrencyToken(IMutableProperty rowVersion);
}

/// <summary>SQL Server: the server renews every <c>rowversion</c> by itself.</summary>
public sealed class SqlServerEvOpsDb(DbContextOptions<SqlServerEvOpsDb> options) : EvOpsDb(options)
{
    protected override void MakeConcurrencyToken(IMutableProperty rowVersion)
    {
        rowVersion.IsConcurrencyToken = true;
        rowVersion.ValueGenerated = ValueGenerated.OnAddOrUpdate;
        rowVersion.SetColumnType("rowversion");
    }
}

/// <summary>
/// SQLite, the embedded default. One writer at a time is the database's own rule; the gate makes the others wait in line
/// instead of polling a lock, so that a busy meter writer starves nobody.
/// </summary>
public sealed class SqliteEvOpsDb(DbContextOptions<SqliteEvOpsDb> options, SqliteWriteGate gate) : EvOpsDb(options)
{
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        using var turn = gate.Enter();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void MakeConcurrencyToken(IMutableProperty rowVersion)
    {
        rowVersion.IsConcurrencyToken = true;
        rowVersion.ValueGenerated = ValueGenerated.Never;
        rowVersion.SetMaxLength(8);
    }
}
