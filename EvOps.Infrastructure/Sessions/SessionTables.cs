using EvOps.Domain.Bookings;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Tariffs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Sessions;

public static class SessionTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Session> Sessions => db.Set<Session>();

        public DbSet<ChargerStart> ChargerStarts => db.Set<ChargerStart>();

        public DbSet<SessionEvent> SessionEvents => db.Set<SessionEvent>();

        public DbSet<UnmatchedStop> UnmatchedStops => db.Set<UnmatchedStop>();

        public DbSet<VendorSession> VendorSessions => db.Set<VendorSession>();

        public DbSet<MeterReading> MeterReadings => db.Set<MeterReading>();
    }
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(s => s.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Connector>().WithMany().HasForeignKey(s => s.ConnectorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Station>().WithMany().HasForeignKey(s => s.StationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(s => s.ChargerStart).WithMany().HasForeignKey(s => s.TransactionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Tariff>().WithMany().HasForeignKey(s => s.TariffId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Booking>().WithMany().HasForeignKey(s => s.BookingId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.Terms!).HasMaxLength(-1).HasConversion(new TermsConverter<TariffTerms>(), new TermsComparer<TariffTerms>());
        builder.Property(s => s.Bill!).HasMaxLength(-1).HasConversion(new TermsConverter<Bill>(), new TermsComparer<Bill>());
        builder.Property(s => s.ShortId).HasMaxLength(Session.ShortIdLength);
        builder.Property(s => s.Currency).HasMaxLength(3);
        builder.Property(s => s.ReviewReason).HasMaxLength(500);

        // The last word on "two cars, one plug": the database itself holds one open session per connector.
        builder.HasIndex(s => s.ConnectorId, "IX_Sessions_OneOpenPerConnector").IsUnique().HasFilter("[EndedAt] IS NULL");

        builder.HasIndex(s => s.RequestId).IsUnique();
        builder.HasIndex(s => s.ShortId);
        builder.HasIndex(s => s.RequestedAt);
        builder.HasIndex(s => new { s.ConnectorId, s.RequestedAt });
        builder.HasIndex(s => new { s.StationId, s.RequestedAt });
        builder.HasIndex(s => new { s.State, s.RequestedAt });
        builder.HasIndex(s => new { s.IdTag, s.RequestedAt });
        builder.HasIndex(s => new { s.DriverId, s.RequestedAt });
        builder.HasIndex(s => new { s.ChargePointId, s.RequestedAt });
        builder.HasIndex(s => new { s.EndedAt, s.Id });
        builder.HasIndex(s => new { s.EnergyWh, s.Id });
        builder.HasIndex(s => new { s.CostMinorUnits, s.Id });
        builder.HasIndex(s => s.RequestedAt, "IX_Sessions_NeedsReview").HasFilter("[BillState] = 'Held'");
        builder.HasIndex(s => s.ProvisionalUntil).HasFilter("[ProvisionalUntil] IS NOT NULL");
        builder.Property(s => s.WaiveReason).HasMaxLength(Session.LongestWaiveReason);
        builder.Ignore(s => s.Cost);
        builder.Ignore(s => s.WaivedAmount);
    }
}

internal sealed class ChargerStartTable : IEntityTypeConfiguration<ChargerStart>
{
    public void Configure(EntityTypeBuilder<ChargerStart> builder)
    {
        builder.ToTable("ChargerStarts");
        builder.HasKey(s => s.TransactionId);
        builder.Property(s => s.TransactionId).ValueGeneratedOnAdd();

        // A charger that repeats its StartTransaction gets the number it got before.
        builder.HasIndex(s => new { s.ConnectorId, s.IdTag, s.StartedAt, s.MeterStartWh }).IsUnique();
    }
}

internal sealed class SessionEventTable : IEntityTypeConfiguration<SessionEvent>
{
    public void Configure(EntityTypeBuilder<SessionEvent> builder)
    {
        builder.ToTable("SessionEvents");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Words).HasMaxLength(SessionEvent.LongestWords);
        builder.Property(e => e.MessageId).HasMaxLength(SessionEvent.LongestMessageId);
        builder.Property(e => e.Message).HasMaxLength(-1);
        builder.HasIndex(e => new { e.SessionId, e.At });
    }
}

internal sealed class UnmatchedStopTable : IEntityTypeConfiguration<UnmatchedStop>
{
    public void Configure(EntityTypeBuilder<UnmatchedStop> builder)
    {
        builder.ToTable("UnmatchedStops");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Payload).HasMaxLength(-1);
        builder.HasIndex(s => new { s.ChargePointId, s.TransactionId, s.StoppedAt }).IsUnique();
        builder.HasIndex(s => s.ReceivedAt);
    }
}

internal sealed class VendorSessionTable : IEntityTypeConfiguration<VendorSession>
{
    public void Configure(EntityTypeBuilder<VendorSession> builder)
    {
        builder.ToTable("VendorSessions");
        builder.HasKey(s => s.SessionId);
        builder.Property(s => s.SessionId).ValueGeneratedNever();
        builder.Property(s => s.Vendor).HasMaxLength(VendorEvent.LongestVendor);
        builder.Property(s => s.VendorSessionId).HasMaxLength(128);
        builder.HasOne<Session>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.Vendor, s.VendorSessionId }).IsUnique().HasFilter("[VendorSessionId] IS NOT NULL");
    }
}

internal sealed class MeterReadingTable : IEntityTypeConfiguration<MeterReading>
{
    public const string Name = "MeterReadings";

    public void Configure(EntityTypeBuilder<MeterReading> builder)
    {
        builder.ToTable(Name);
        builder.Property(r => r.Id).ValueGeneratedOnAdd();
        builder.Property(r => r.Rest).HasMaxLength(-1);
        builder.Property(r => r.Evidence).HasMaxLength(-1);
        builder.Property(r => r.Context).HasConversion<int>();
        builder.HasIndex(r => r.TransactionId);
    }
}
