using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Users;

/// <summary>With a certificate the keys lie in the database as nobody can read them who has the database alone.</summary>
public sealed class KeyProtectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evops-keys-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Keys_are_readable_without_a_certificate_and_not_with_one()
    {
        await using var plain = await StartAsync("plain.db");
        Assert.Contains("<masterKey", await KeysAsync(plain), StringComparison.Ordinal);

        await using var protectedOne = await StartAsync("protected.db", Certificate("one"));
        var keys = await KeysAsync(protectedOne);
        Assert.Contains("EncryptedData", keys, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", keys, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_protected_is_read_after_a_restart_and_with_the_next_certificate_beside_the_previous_one()
    {
        string secret;
        (string Name, string Value) cookie;
        await using (var first = await StartAsync("evops.db", Certificate("one")))
        {
            (secret, cookie) = (Protector(first).Protect("whsec"), first.CookieOf(Role.Admin));
            await first.StopAsync();
            await first.StartAgainAsync();
            Assert.Equal("whsec", Protector(first).Unprotect(secret));
            Assert.Equal(HttpStatusCode.OK, await LookAsync(first, cookie));
        }

        await using (var next = await StartAsync("evops.db", Certificate("two"), "DataProtection:PreviousCertificatePath=" + Path.Combine(folder, "one.pfx"), "DataProtection:PreviousCertificatePassword=pass-one"))
        {
            Assert.Equal("whsec", Protector(next).Unprotect(secret));
            Assert.Equal(HttpStatusCode.OK, await LookAsync(next, cookie));
        }
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_named_in_a_sentence()
    {
        var (exitCode, output) = await EvOpsProcess.RunToEndAsync(["--urls", "http://127.0.0.1:0", "--environment", "Testing", .. Certificate("one", "wrong").Select(setting => "--" + setting)]);

        Assert.Equal(1, exitCode);
        Assert.Matches("EvOps does not start: DataProtection:CertificatePath: .*one.pfx cannot be used: ", output);
    }

    private Task<EvOpsHost> StartAsync(string database, string[]? certificate = null, params string[] more) =>
        EvOpsHost.StartAsync(settings: [$"ConnectionStrings:EvOps=Data Source={Path.Combine(folder, database)}", .. certificate ?? [], .. more]);

    private string[] Certificate(string name, string? password = null)
    {
        var file = Path.Combine(folder, name + ".pfx");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, $"pass-{name}"));
        return [$"DataProtection:CertificatePath={file}", $"DataProtection:CertificatePassword={password ?? $"pass-{name}"}"];
    }

    private static IDataProtector Protector(EvOpsHost host) => host.Get<IDataProtectionProvider>().CreateProtector("test");

    private static async Task<string> KeysAsync(EvOpsHost host)
    {
        Protector(host).Protect("something");
        await using var db = host.OpenDb();
        return string.Concat(await db.Database.SqlQueryRaw<string>("SELECT Xml AS Value FROM ProtectionKeys").ToListAsync());
    }

    private static async Task<HttpStatusCode> LookAsync(EvOpsHost host, (string Name, string Value) cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/audit") { Headers = { { "Cookie", $"{cookie.Name}={cookie.Value}" } } };
        return (await host.Client().SendAsync(request)).StatusCode;
    }
}
