using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Tariffs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Stations;

public static class StationTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Station> Stations => db.Set<Station>();

        public DbSet<ChargePoint> ChargePoints => db.Set<ChargePoint>();

        public DbSet<Connector> Connectors => db.Set<Connector>();

        public DbSet<VendorEvent> VendorEvents => db.Set<VendorEvent>();

        public DbSet<StatusLogEntry> StatusLog => db.Set<StatusLogEntry>();
    }
}

internal sealed class StationTable : IEntityTypeConfiguration<Station>
{
    public void Configure(EntityTypeBuilder<Station> builder)
    {
        builder.ToTable("Stations");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Currency).HasMaxLength(3);
        builder.Property(s => s.Address).HasMaxLength(500);
        builder.HasIndex(s => s.Name);
        builder.HasOne<Tariff>().WithMany().HasForeignKey(s => s.TariffId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.OpeningHours!).HasMaxLength(-1).HasConversion(new TermsConverter<OpeningHours>(), new TermsComparer<OpeningHours>());
        builder.Property(s => s.Maintenance!).HasMaxLength(-1).HasConversion(new TermsConverter<MaintenancePlan>(), new TermsComparer<MaintenancePlan>());
        builder.Ignore(s => s.Price);
    }
}

internal sealed class ChargePointTable : IEntityTypeConfiguration<ChargePoint>
{
    public void Configure(EntityTypeBuilder<ChargePoint> builder)
    {
        builder.ToTable("ChargePoints");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.Identity).IsUnique();
        builder.Property(c => c.Allowances).HasConversion<int>();
        builder.Property(c => c.ManagedBy).HasMaxLength(VendorEvent.LongestVendor);
        builder.HasOne<Station>().WithMany().HasForeignKey(c => c.StationId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(c => c.RefusedWhy).HasMaxLength(ChargePoint.LongestRefusal);
        builder.Property(c => c.MonitorFaultReason).HasMaxLength(500);
        builder.Ignore(c => c.MonitorFault);
        builder.HasMany(c => c.Connectors).WithOne().HasForeignKey(c => c.ChargePointId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ConnectorTable : IEntityTypeConfiguration<Connector>
{
    public void Configure(EntityTypeBuilder<Connector> builder)
    {
        builder.ToTable("Connectors");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.ChargePointId, c.Number }).IsUnique();
        builder.HasIndex(c => c.VendorConnectorId);
        builder.HasIndex(c => c.Status);
    }
}

internal sealed class StatusLogTable : IEntityTypeConfiguration<StatusLogEntry>
{
    public void Configure(EntityTypeBuilder<StatusLogEntry> builder)
    {
        builder.ToTable("StatusLog");
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(e => e.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => new { e.ChargePointId, e.At });
        builder.HasIndex(e => e.At);
    }
}

internal sealed class VendorEventTable : IEntityTypeConfiguration<VendorEvent>
{
    public void Configure(EntityTypeBuilder<VendorEvent> builder)
    {
        builder.ToTable("VendorEvents");
        builder.Property(e => e.Id).ValueGeneratedOnAdd();
        builder.Property(e => e.Vendor).HasMaxLength(VendorEvent.LongestVendor);
        builder.Property(e => e.Key).HasMaxLength(VendorEvent.LongestKey);
        builder.Property(e => e.BodyHash).HasMaxLength(64);
        builder.Property(e => e.Lane).HasMaxLength(VendorEvent.LongestLane);
        builder.Property(e => e.Payload).HasMaxLength(-1);
        builder.Property(e => e.Trouble).HasMaxLength(VendorEvent.LongestTrouble);
        builder.Property(e => e.DismissedBy).HasMaxLength(VendorEvent.LongestName);
        builder.Property(e => e.DismissedWhy).HasMaxLength(VendorEvent.LongestTrouble);
        builder.HasIndex(e => new { e.Vendor, e.Key }).IsUnique();
        builder.HasIndex(e => new { e.Lane, e.Id });
        builder.HasIndex(e => new { e.State, e.DueAt });
        builder.HasIndex(e => e.ReceivedAt);
    }
}
