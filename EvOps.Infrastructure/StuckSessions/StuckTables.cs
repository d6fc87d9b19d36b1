using EvOps.Domain.Sessions;
using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.StuckSessions;

public static class StuckTables
{
    extension(EvOpsDb db)
    {
        public DbSet<HealingStep> HealingSteps => db.Set<HealingStep>();
    }
}

internal sealed class HealingStepTable : IEntityTypeConfiguration<HealingStep>
{
    public void Configure(EntityTypeBuilder<HealingStep> builder)
    {
        builder.ToTable("HealingSteps");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<Session>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);

        // Of two sweepers one takes the step.
        builder.HasIndex(s => new { s.SessionId, s.Number }).IsUnique();
    }
}
