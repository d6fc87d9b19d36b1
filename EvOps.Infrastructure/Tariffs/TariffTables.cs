using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Tariffs;

public static class TariffTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Tariff> Tariffs => db.Set<Tariff>();

        public DbSet<TariffVersion> TariffVersions => db.Set<TariffVersion>();
    }
}

internal sealed class TariffTable : IEntityTypeConfiguration<Tariff>
{
    public void Configure(EntityTypeBuilder<Tariff> builder)
    {
        builder.ToTable("Tariffs");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Name).HasMaxLength(Tariff.LongestName);
        builder.Property(t => t.Currency).HasMaxLength(3);
        builder.HasIndex(t => t.Name).IsUnique();
    }
}

internal sealed class TariffVersionTable : IEntityTypeConfiguration<TariffVersion>
{
    public void Configure(EntityTypeBuilder<TariffVersion> builder)
    {
        builder.ToTable("TariffVersions");
        builder.HasKey(v => new { v.TariffId, v.Number });
        builder.Property(v => v.Terms).HasMaxLength(-1).HasConversion(new TermsConverter<TariffTerms>(), new TermsComparer<TariffTerms>());
        builder.HasOne<Tariff>().WithMany().HasForeignKey(v => v.TariffId).OnDelete(DeleteBehavior.Restrict);
    }
}
