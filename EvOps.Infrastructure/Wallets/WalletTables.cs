using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Wallets;

public static class WalletTables
{
    extension(EvOpsDb db)
    {
        public DbSet<Wallet> Wallets => db.Set<Wallet>();

        public DbSet<LedgerEntry> LedgerEntries => db.Set<LedgerEntry>();

        public DbSet<LedgerPosting> LedgerPostings => db.Set<LedgerPosting>();
    }
}

internal sealed class WalletTable : IEntityTypeConfiguration<Wallet>
{
    public void Configure(EntityTypeBuilder<Wallet> builder)
    {
        builder.ToTable("Wallets");
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Currency).HasMaxLength(3);
        builder.HasIndex(w => new { w.OwnerId, w.Currency }).IsUnique();
        builder.HasIndex(w => w.BalanceMinorUnits);
        builder.HasOne<Person>().WithMany().HasForeignKey(w => w.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(w => w.Balance);
        builder.Ignore(w => w.Debt);
    }
}

internal sealed class LedgerEntryTable : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("LedgerEntries");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Currency).HasMaxLength(3);
        builder.Property(e => e.ReferenceId).HasMaxLength(LedgerReference.LongestId);
        builder.HasMany(e => e.Postings).WithOne().HasForeignKey(p => p.EntryId).OnDelete(DeleteBehavior.Restrict);

        // The last word on "charged twice": what a booking is for can be booked once.
        builder.HasIndex(e => new { e.ReferenceKind, e.ReferenceId }).IsUnique();
    }
}

internal sealed class LedgerPostingTable : IEntityTypeConfiguration<LedgerPosting>
{
    public void Configure(EntityTypeBuilder<LedgerPosting> builder)
    {
        builder.ToTable("LedgerPostings");
        builder.HasKey(p => new { p.EntryId, p.Number });
        builder.HasIndex(p => new { p.WalletId, p.EntryId });
        builder.HasOne<Wallet>().WithMany().HasForeignKey(p => p.WalletId).OnDelete(DeleteBehavior.Restrict);
    }
}
