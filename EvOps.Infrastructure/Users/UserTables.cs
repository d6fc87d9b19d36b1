using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Users;

public static class UserTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Person> People => db.Set<Person>();

        public DbSet<IdentityUserRole<Guid>> PersonRoles => db.Set<IdentityUserRole<Guid>>();

        public DbSet<IdTag> IdTags => db.Set<IdTag>();

        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }
}

internal sealed class IdTagTable : IEntityTypeConfiguration<IdTag>
{
    public void Configure(EntityTypeBuilder<IdTag> builder)
    {
        builder.ToTable("IdTags");
        builder.HasKey(t => t.Value);
        builder.HasOne<Person>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditTrail");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Outcome).HasMaxLength(1000);
        builder.Property(e => e.Details).HasMaxLength(4000);
        builder.Property(e => e.CorrelationId).HasMaxLength(64);
        builder.HasIndex(e => e.At);
        // Append-only: a line that was saved cannot be saved again with other words.
        foreach (var property in builder.Metadata.GetProperties()) property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
        builder.HasIndex(e => new { e.SubjectKind, e.SubjectId, e.At });
    }
}

/// <summary>ASP.NET Core Identity's tables, under names of ours. EvOpsDb is no IdentityDbContext, so that Database need not know this room.</summary>
internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Ignore(p => p.MayBeMailed);
        builder.Property(p => p.ConcurrencyStamp).IsConcurrencyToken();
        builder.Property(p => p.PhoneNumber).HasMaxLength(Phone.LongestValue);
        builder.HasIndex(p => p.NormalizedUserName).IsUnique().HasFilter("[NormalizedUserName] IS NOT NULL");
        builder.HasIndex(p => p.NormalizedEmail);
        builder.HasMany<IdentityUserClaim<Guid>>().WithOne().HasForeignKey(c => c.UserId).IsRequired();
        builder.HasMany<IdentityUserLogin<Guid>>().WithOne().HasForeignKey(l => l.UserId).IsRequired();
        builder.HasMany<IdentityUserToken<Guid>>().WithOne().HasForeignKey(t => t.UserId).IsRequired();
        builder.HasMany<IdentityUserRole<Guid>>().WithOne().HasForeignKey(r => r.UserId).IsRequired();
    }
}

internal sealed class RoleTable : IEntityTypeConfiguration<IdentityRole<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityRole<Guid>> builder)
    {
        builder.ToTable("Roles");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.ConcurrencyStamp).IsConcurrencyToken();
        builder.HasIndex(r => r.NormalizedName).IsUnique().HasFilter("[NormalizedName] IS NOT NULL");
        builder.HasMany<IdentityUserRole<Guid>>().WithOne().HasForeignKey(r => r.RoleId).IsRequired();
        builder.HasMany<IdentityRoleClaim<Guid>>().WithOne().HasForeignKey(c => c.RoleId).IsRequired();
    }
}

internal sealed class IdentityLinkTables :
    IEntityTypeConfiguration<IdentityUserRole<Guid>>, IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
    IEntityTypeConfiguration<IdentityUserLogin<Guid>>, IEntityTypeConfiguration<IdentityUserToken<Guid>>,
    IEntityTypeConfiguration<IdentityRoleClaim<Guid>>
{
    /// <summary>SQL Server's clustered keys have 900 bytes at the most, two for each character.</summary>
    private const int InKey = 128;

    public void Configure(EntityTypeBuilder<IdentityUserRole<Guid>> builder) => builder.ToTable("PersonRoles").HasKey(r => new { r.UserId, r.RoleId });

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) => builder.ToTable("PersonClaims").HasKey(c => c.Id);

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder)
    {
        builder.ToTable("PersonLogins").HasKey(l => new { l.LoginProvider, l.ProviderKey });
        builder.Property(l => l.LoginProvider).HasMaxLength(InKey);
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder)
    {
        builder.ToTable("PersonTokens").HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
        builder.Property(t => t.LoginProvider).HasMaxLength(InKey);
        builder.Property(t => t.Name).HasMaxLength(InKey);
    }

    public void Configure(EntityTypeBuilder<IdentityRoleClaim<Guid>> builder) => builder.ToTable("RoleClaims").HasKey(c => c.Id);
}
