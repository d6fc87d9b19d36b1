using System.Xml.Linq;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Users;

/// <summary>A key that cookies, tokens and invite links are protected with, as ASP.NET Core's data protection writes it.</summary>
internal sealed class ProtectionKey
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Xml { get; init; } = "";
}

internal sealed class ProtectionKeyTable : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder)
    {
        builder.ToTable("ProtectionKeys");
        builder.Property(k => k.Id).ValueGeneratedNever();
        builder.Property(k => k.Xml).HasMaxLength(4000);
    }
}

/// <summary>Keeps the keys in the database, where every node finds them: a sign-in outlives a restart and holds on all nodes.</summary>
internal sealed class KeyRing(IDbContextFactory<EvOpsDb> databases, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return [.. db.Set<ProtectionKey>().AsNoTracking().Select(key => key.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        db.Add(new ProtectionKey { Id = Ids.New(time.GetUtcNow()), Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
