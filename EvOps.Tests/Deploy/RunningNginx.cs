using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EvOps.Tests.ControlLink;
using EvOps.Tests.Support;

namespace EvOps.Tests.Deploy;

/// <summary>The settings of nginx as they are in deploy/, but for its certificates, its neighbour and its ports, which are elsewhere here.</summary>
internal sealed class NginxFolder : IDisposable
{
    public NginxFolder(int console, int port = 443)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=evops.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(System.IO.Path.Combine(Path, "evops.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(System.IO.Path.Combine(Path, "evops.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Settings, DeployFiles.TextOf("nginx/nginx.conf")
            .Replace("/etc/nginx/certs/", Path + "/", StringComparison.Ordinal).Replace("/tmp/nginx", Path + "/nginx", StringComparison.Ordinal)
            .Replace("evops:5080", $"127.0.0.1:{console}", StringComparison.Ordinal)
            .Replace("listen 443", $"listen {port}", StringComparison.Ordinal).Replace("listen [::]:443", $"listen [::]:{port}", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen 127.0.0.1:{(port == 443 ? 80 : MonitorSocket.FreePort())};", StringComparison.Ordinal).Replace("listen [::]:80;", "", StringComparison.Ordinal));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("evops-nginx-").FullName;

    public string Settings => System.IO.Path.Combine(Path, "nginx.conf");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>nginx itself, in front of a house.</summary>
internal sealed class RunningNginx : IAsyncDisposable
{
    private readonly NginxFolder folder;
    private readonly Process process;

    private RunningNginx(NginxFolder folder, Process process, int port)
    {
        (this.folder, this.process) = (folder, process);
        Http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    public static async Task<RunningNginx> StartAsync(int console)
    {
        var port = MonitorSocket.FreePort();
        var folder = new NginxFolder(console, port);
        string[] arguments = ["-p", folder.Path, "-c", folder.Settings, "-e", "stderr"];
        // Says so where nginx is missing.
        await OutsideTool.Nginx.CheckAsync(["-t", .. arguments]);
        var nginx = new RunningNginx(folder, Process.Start(new ProcessStartInfo("/usr/sbin/nginx", [.. arguments, "-g", "daemon off;"]) { RedirectStandardError = true })!, port);
        await HostChargers.UntilAsync(async () =>
        {
            try
            {
                await nginx.Http.GetAsync("/health/live");
                return true;
            }
            catch (HttpRequestException)
            {
                Assert.False(nginx.process.HasExited, "nginx ended.");
                return false;
            }
        });
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}
