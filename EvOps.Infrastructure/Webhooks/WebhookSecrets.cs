using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>What deliveries are signed with: made here, shown once, protected at rest with the keys that all nodes share.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const int Bytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("EvOps.Webhooks.Secret");

    /// <summary>A new one: as the receiver is given it, and as it is stored.</summary>
    public (string Secret, string Protected) Make()
    {
        var secret = "whsec_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return (secret, protector.Protect(secret));
    }

    /// <summary>Null where the keys that protected it are gone.</summary>
    public string? Open(string stored)
    {
        try
        {
            return protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
