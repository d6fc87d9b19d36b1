using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
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

        public DbSet<StuckCase> StuckCases => db.Set<StuckCase>();

        public DbSet<StuckPolicy> StuckPolicies => db.Set<StuckPolicy>();
    }
}

internal sealed class HealingStepTable : IEntityTypeConfiguration<HealingStep>
{
    public void Configure(EntityTypeBuilder<HealingStep> builder)
    {
        builder.ToTable("HealingSteps");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.By).HasMaxLength(HealingStep.LongestBy);
        builder.Property(s => s.Answer).HasMaxLength(HealingStep.LongestAnswer);
        builder.HasOne<Session>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Connector>().WithMany().HasForeignKey(s => s.ConnectorId).OnDelete(DeleteBehavior.Restrict);

        // Of two sweepers one takes the step.
        builder.HasIndex(s => new { s.SessionId, s.Number }).IsUnique().HasFilter("[SessionId] IS NOT NULL AND [Number] IS NOT NULL");
        builder.HasIndex(s => new { s.Result, s.At });
    }
}

internal sealed class StuckCaseTable : IEntityTypeConfiguration<StuckCase>
{
    public void Configure(EntityTypeBuilder<StuckCase> builder)
    {
        builder.ToTable("StuckCases");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.HasOne<Session>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);

        // Of two nodes that look at once one opens the case.
        builder.HasIndex(c => c.SessionId, "IX_StuckCases_OneOpenPerSession").IsUnique().HasFilter("[EndedAt] IS NULL");
        builder.HasIndex(c => c.FoundAt);
        builder.HasIndex(c => c.EndedAt);
    }
}

internal sealed class StuckPolicyTable : IEntityTypeConfiguration<StuckPolicy>
{
    public void Configure(EntityTypeBuilder<StuckPolicy> builder)
    {
        builder.ToTable("StuckPolicies");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Ignore(p => p.Choice);
    }
}
