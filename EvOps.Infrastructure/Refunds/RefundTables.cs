using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Refunds;

public static class RefundTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Refund> Refunds => db.Set<Refund>();

        public DbSet<RefundAttempt> RefundAttempts => db.Set<RefundAttempt>();

        public DbSet<Payment> Payments => db.Set<Payment>();
    }
}

internal sealed class RefundTable : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("Refunds");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Currency).HasMaxLength(3);
        builder.Property(r => r.Title).HasMaxLength(Refund.LongestTitle);
        builder.Property(r => r.Reason).HasMaxLength(Refund.LongestReason);
        builder.Property(r => r.DecisionReason).HasMaxLength(Refund.LongestReason);
        builder.Property(r => r.Trouble).HasMaxLength(Refund.LongestError);
        builder.Property(r => r.LastError).HasMaxLength(Refund.LongestError);
        builder.HasOne<Person>().WithMany().HasForeignKey(r => r.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.State, r.RequestedAt });
        builder.HasIndex(r => r.RequestedAt);
        builder.HasIndex(r => new { r.Subject, r.SubjectId });
        builder.HasIndex(r => new { r.OwnerId, r.RequestedAt });
        builder.HasIndex(r => r.GatewayReference);
        builder.HasIndex(r => r.TroubleAt).HasFilter("[TroubleAt] IS NOT NULL");
        builder.HasIndex(r => r.UnderWaySince).HasFilter("[UnderWaySince] IS NOT NULL");
        builder.HasIndex(r => r.NextAttemptAt).HasFilter("[NextAttemptAt] IS NOT NULL");
        builder.Ignore(r => r.Amount);
        builder.Ignore(r => r.IdempotencyKey);
        builder.Ignore(r => r.LedgerId);
        builder.Ignore(r => r.MayBeRejected);
    }
}

internal sealed class RefundAttemptTable : IEntityTypeConfiguration<RefundAttempt>
{
    public void Configure(EntityTypeBuilder<RefundAttempt> builder)
    {
        builder.ToTable("RefundAttempts");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Words).HasMaxLength(RefundAttempt.LongestWords);
        builder.HasOne<Refund>().WithMany().HasForeignKey(a => a.RefundId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => a.RefundId);

        // An event that is told again changes nothing again.
        builder.HasIndex(a => a.EventId).IsUnique().HasFilter("[EventId] IS NOT NULL");
    }
}

internal sealed class PaymentTable : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Currency).HasMaxLength(3);
        builder.Property(p => p.IntentId).HasMaxLength(Payment.LongestIntentId);
        builder.Property(p => p.Words).HasMaxLength(Payment.LongestWords);
        builder.Property(p => p.SeenToBy).HasMaxLength(Payment.LongestName);
        builder.Property(p => p.SeenToWords).HasMaxLength(Payment.LongestWords);
        builder.HasOne<Person>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => new { p.OwnerId, p.BegunAt });
        builder.HasIndex(p => p.LookAt).HasFilter("[LookAt] IS NOT NULL");
        builder.HasIndex(p => p.State);

        // A payment is for one thing, and a booking is paid by one payment.
        builder.HasIndex(p => p.IntentId).IsUnique().HasFilter("[IntentId] IS NOT NULL");
        builder.HasIndex(p => p.BookingId).IsUnique().HasFilter("[BookingId] IS NOT NULL");
        builder.Ignore(p => p.Amount);
        builder.Ignore(p => p.Left);
        builder.Ignore(p => p.IdempotencyKey);
    }
}
