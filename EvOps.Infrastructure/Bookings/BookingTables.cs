using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Bookings;

public static class BookingTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Booking> Bookings => db.Set<Booking>();
    }

    /// <summary>Those whose time is theirs: no hold that has expired, nothing that is over.</summary>
    public static IQueryable<Booking> Taking(this IQueryable<Booking> bookings, DateTimeOffset now) => bookings.Where(
        b => b.State == BookingState.Confirmed || b.State == BookingState.Active || (b.State == BookingState.Pending && b.HoldUntil > now));

    /// <summary>Those that anybody may still see: an expired hold is no booking.</summary>
    public static IQueryable<Booking> Known(this IQueryable<Booking> bookings, DateTimeOffset now) =>
        bookings.Where(b => b.State != BookingState.Pending || b.HoldUntil > now);

    public static IQueryable<Booking> During(this IQueryable<Booking> bookings, Stretch stretch) =>
        bookings.Where(b => b.StartAt < stretch.To && b.EndAt > stretch.From);
}

internal sealed class BookingTable : IEntityTypeConfiguration<Booking>
{
    public void Configure(EntityTypeBuilder<Booking> builder)
    {
        builder.ToTable("Bookings");
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.Token).HasMaxLength(Booking.TokenLength);
        builder.Property(b => b.PaymentId).HasMaxLength(Booking.LongestPaymentId);
        builder.Property(b => b.Currency).HasMaxLength(3);
        builder.Property(b => b.Reason).HasMaxLength(Booking.LongestWords);
        builder.Property(b => b.Trouble).HasMaxLength(Booking.LongestWords);
        builder.Property(b => b.ChargerWords).HasMaxLength(Booking.LongestWords);
        builder.HasOne<Station>().WithMany().HasForeignKey(b => b.StationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChargePoint>().WithMany().HasForeignKey(b => b.ChargePointId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Connector>().WithMany().HasForeignKey(b => b.ConnectorId).OnDelete(DeleteBehavior.Restrict);

        // The last word on "at most so many holds": each of a person's numbers is there once.
        builder.HasIndex(b => new { b.UserId, b.HoldNumber }).IsUnique().HasFilter("[HoldNumber] IS NOT NULL");
        builder.HasIndex(b => b.Token).IsUnique();
        builder.HasIndex(b => new { b.ConnectorId, b.EndAt });
        builder.HasIndex(b => new { b.StationId, b.EndAt });
        builder.HasIndex(b => new { b.UserId, b.StartAt });
        builder.HasIndex(b => new { b.State, b.StartAt });
        builder.HasIndex(b => b.StartAt);
        builder.Ignore(b => b.Fee);
        builder.Ignore(b => b.Refunded);
        builder.Ignore(b => b.Owed);
    }
}
