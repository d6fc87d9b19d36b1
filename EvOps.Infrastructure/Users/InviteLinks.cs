using System.Globalization;
using System.Security.Cryptography;
using EvOps.Domain.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>Whom an invite link belongs to.</summary>
/// <param name="Stamp">The person's stamp when it was made: a link works until the password is set, or another link is made.</param>
internal readonly record struct Invite(Guid PersonId, string Stamp);

/// <summary>
/// Makes and reads the secret part of invite links. Nothing is stored: the link itself says, under protection, who and until
/// when, and whoever holds it may set the password once.
/// </summary>
public sealed class InviteLinks(IDataProtectionProvider protection, IOptions<UsersOptions> options, TimeProvider time)
{
    private readonly IDataProtector protector = protection.CreateProtector("EvOps.Users.Invite");

    internal (string Token, DateTimeOffset ExpiresAt) Make(Person person)
    {
        var expiresAt = time.GetUtcNow().AddDays(options.Value.InviteDays);
        var text = string.Create(CultureInfo.InvariantCulture, $"{person.Id:N}|{person.SecurityStamp}|{expiresAt.UtcTicks}");
        return (protector.Protect(text), expiresAt);
    }

    internal Outcome<Invite> Read(string token)
    {
        try
        {
            var parts = protector.Unprotect(token).Split('|');
            var expiresAt = new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero);
            return expiresAt > time.GetUtcNow() ? new Invite(Guid.Parse(parts[0]), parts[1]) : Worthless();
        }
        catch (CryptographicException)
        {
            return Worthless();
        }
    }

    internal static Refusal Worthless() =>
        Refuse.NotFound("invite_not_valid", "This link is not valid any more: it was used, replaced or is too old. Ask an administrator for a new one.");
}
