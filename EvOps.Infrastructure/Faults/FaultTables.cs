using System.Text.Json;
using System.Text.Json.Serialization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Faults;

public static class FaultTables
{
    extension(EvOpsDb db)
    {
        public DbSet<FaultEvent> FaultEvents => db.Set<FaultEvent>();

        public DbSet<HouseRun> HouseRuns => db.Set<HouseRun>();

        public DbSet<OutageReason> OutageReasons => db.Set<OutageReason>();

        public DbSet<HealthSnapshot> HealthSnapshots => db.Set<HealthSnapshot>();
    }
}

internal sealed class FaultEventTable : IEntityTypeConfiguration<FaultEvent>
{
    public void Configure(EntityTypeBuilder<FaultEvent> builder)
    {
        builder.ToTable("FaultEvents");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Reason).HasMaxLength(FaultEvent.LongestReason);
        builder.Property(e => e.CorrelationId).HasMaxLength(64);
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(e => e.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => new { e.ChargePointId, e.ReportedAt });
        builder.HasIndex(e => new { e.ReportedAt, e.Id });
        // Asked with every look at the alerts; there are few.
        builder.HasIndex(e => e.ReportedAt, "IX_FaultEvents_OfMeters").HasFilter("[Source] = 'Meter'");
    }
}

internal sealed class HouseRunTable : IEntityTypeConfiguration<HouseRun>
{
    public void Configure(EntityTypeBuilder<HouseRun> builder)
    {
        builder.ToTable("HouseRuns");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Ignore(r => r.Time);
        builder.HasIndex(r => r.AliveAt);
    }
}

internal sealed class OutageReasonTable : IEntityTypeConfiguration<OutageReason>
{
    public void Configure(EntityTypeBuilder<OutageReason> builder)
    {
        builder.ToTable("OutageReasons");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Note).HasMaxLength(OutageReason.LongestNote);
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.ChargePointId, r.To });
    }
}

internal sealed class HealthSnapshotTable : IEntityTypeConfiguration<HealthSnapshot>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public void Configure(EntityTypeBuilder<HealthSnapshot> builder)
    {
        builder.ToTable("HealthSnapshots");
        builder.Property(s => s.MonitorFaultReason).HasMaxLength(FaultEvent.LongestReason);
        builder.Property(s => s.Plugs).HasMaxLength(-1).HasConversion(
            plugs => JsonSerializer.Serialize(plugs, Json),
            text => JsonSerializer.Deserialize<List<PlugHealth>>(text, Json)!,
            new ValueComparer<IReadOnlyList<PlugHealth>>((a, b) => a!.SequenceEqual(b!), plugs => plugs.Count, plugs => plugs));
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(s => s.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.ChargePointId, s.At });
        builder.HasIndex(s => s.At);
    }
}
