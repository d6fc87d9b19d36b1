using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Ocpp;

public static class MessageTables
{
    extension(EvOpsDb db)
    {
        public DbSet<OcppMessage> OcppMessages => db.Set<OcppMessage>();
    }
}

internal sealed class OcppMessageTable : IEntityTypeConfiguration<OcppMessage>
{
    public const string Name = "OcppMessages";

    // One index and no foreign key: this is the table that is written most.
    public void Configure(EntityTypeBuilder<OcppMessage> builder)
    {
        builder.ToTable(Name);
        builder.Property(m => m.Id).ValueGeneratedOnAdd();
        builder.Property(m => m.Direction).HasConversion<int>();
        builder.Property(m => m.Outcome).HasConversion<int>();
        builder.Property(m => m.Payload).HasMaxLength(-1);
        builder.Property(m => m.Result).HasMaxLength(-1);
        builder.Property(m => m.CorrelationId).HasMaxLength(64);
        builder.Ignore(m => m.ErrorCode);
        builder.Ignore(m => m.IsTrouble);
        builder.HasIndex(m => new { m.ChargePointId, m.At });
    }
}
