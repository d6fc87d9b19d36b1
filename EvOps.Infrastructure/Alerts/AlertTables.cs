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
