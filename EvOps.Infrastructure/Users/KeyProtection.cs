using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EvOps.Infrastructure.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>
/// Section <c>DataProtection</c>: a certificate (PKCS #12, with its private key) that the keys of cookies, tokens and webhooks' secrets are themselves protected
/// with, so that who has the database alone has nothing. Without one they lie there readable.
/// </summary>
public sealed record KeyProtectionOptions : IValidatableObject
{
    public const string Section = "DataProtection";

    public string? CertificatePath { get; init; }

    public string? CertificatePassword { get; init; }

    /// <summary>The one before it: what was protected with it can still be read.</summary>
    public string? PreviousCertificatePath { get; init; }

    public string? PreviousCertificatePassword { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertificatePath is null && PreviousCertificatePath is not null) yield return new("A certificate is needed that comes after the previous one.", [nameof(CertificatePath)]);
    }
}

public static class KeyProtection
{
    /// <summary>Here and not in <c>AddUsers</c>: data protection wants the certificates themselves, which stand in the settings.</summary>
    public static void ProtectKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddRoomOptions<KeyProtectionOptions>(KeyProtectionOptions.Section);
        var options = builder.Configuration.GetSection(KeyProtectionOptions.Section).Get<KeyProtectionOptions>() ?? new();
        if (options.CertificatePath is not { Length: > 0 } path) return;

        var certificate = Load(path, options.CertificatePassword, nameof(KeyProtectionOptions.CertificatePath));
        X509Certificate2[] all = options.PreviousCertificatePath is { Length: > 0 } previous
            ? [certificate, Load(previous, options.PreviousCertificatePassword, nameof(KeyProtectionOptions.PreviousCertificatePath))]
            : [certificate];
        builder.Services.AddDataProtection().ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(all);
    }

    private static X509Certificate2 Load(string path, string? password, string setting)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.HasPrivateKey ? certificate : throw new CryptographicException("it has no private key");
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(
                KeyProtectionOptions.Section, typeof(KeyProtectionOptions), [$"{KeyProtectionOptions.Section}:{setting}: {path} cannot be used: {unusable.Message}"]);
        }
    }
}
