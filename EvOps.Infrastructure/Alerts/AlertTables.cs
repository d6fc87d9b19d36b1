using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Alerts;

public static class AlertTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Alert> Alerts => db.Set<Alert>();

        public DbSet<Notice> Notices => db.Set<Notice>();
    }
}

internal sealed class NoticeTable : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("Notices");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Title).HasMaxLength(Notice.LongestTitle);
        builder.Property(n => n.Words).HasMaxLength(Notice.LongestWords);
        builder.Property(n => n.Link).HasMaxLength(Notice.LongestLink);
        builder.Property(n => n.DedupeKey).HasMaxLength(Notice.LongestKey);
        builder.Property(n => n.MailFailure).HasMaxLength(Notice.LongestFailure);
        builder.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId).OnDelete(DeleteBehavior.Restrict);

        // The last word on "told twice".
        builder.HasIndex(n => new { n.PersonId, n.DedupeKey }).IsUnique().HasFilter("[DedupeKey] IS NOT NULL");
        builder.HasIndex(n => new { n.PersonId, n.At });
        builder.HasIndex(n => n.PersonId, "IX_Notices_Unread").HasFilter("[ReadAt] IS NULL");
        builder.HasIndex(n => n.MailDueAt).HasFilter("[MailDueAt] IS NOT NULL");
    }
}

internal sealed class AlertTable : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("Alerts");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Key).HasMaxLength(Alert.LongestKey);
        builder.Property(a => a.Title).HasMaxLength(Alert.LongestTitle);
        builder.Property(a => a.Words).HasMaxLength(Alert.LongestWords);
        builder.Property(a => a.Link).HasMaxLength(Alert.LongestLink);
        builder.Property(a => a.Comment).HasMaxLength(Alert.LongestComment);
        builder.Property(a => a.Resolution).HasMaxLength(Alert.LongestComment);
        builder.Property(a => a.Owner).HasMaxLength(Alert.LongestBy);

        // The same trouble is one alert, whoever finds it.
        builder.HasIndex(a => a.Key, "IX_Alerts_OneOpenPerKey").IsUnique().HasFilter("[ResolvedAt] IS NULL");
        builder.HasIndex(a => a.ResolvedAt);
        builder.HasIndex(a => a.RaisedAt);
        builder.HasIndex(a => new { a.ChargePoint, a.RaisedAt });
    }
}
