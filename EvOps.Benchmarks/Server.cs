using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EvOps.Benchmarks;

/// <summary>A contender in a process of its own, so that its memory and its garbage are its own.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private readonly Process process;
    private readonly string? folder;

    private Server(Process process, Uri address, string? folder) => (this.process, Address, this.folder) = (process, address, folder);

    public Uri Address { get; }

    /// <summary>Where chargers connect.</summary>
    public Uri Chargers => new UriBuilder(Address) { Scheme = "ws", Path = "/ocpp" }.Uri;

    /// <summary>EvOps as it is published, with a fresh SQLite file; whoever connects may charge.</summary>
    public static Task<Server> EvOpsAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("evops-bench-").FullName;
        return StartAsync(
            [
                typeof(Web.EvOpsApp).Assembly.Location, "--urls", "http://127.0.0.1:0", "--environment", "Production",
                $"--ConnectionStrings:EvOps=Data Source={Path.Combine(folder, "evops.db")}", "--Ocpp:UnknownChargePoints=Accept", "--Users:UnknownTags=Accept",
                "--Logging:LogLevel:EvOps=Warning", .. settings,
            ],
            folder);
    }

    /// <param name="body">A file whose bytes it answers at /body.</param>
    public static Task<Server> BareAsync(params string[] body) => StartAsync([typeof(Server).Assembly.Location, "serve-bare", "http://127.0.0.1:0", .. body], null);

    /// <summary>Resident memory, bytes.</summary>
    public long Memory()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static async Task<Server> StartAsync(string[] arguments, string? folder)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", .. arguments]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (NowListening().Match(line) is not { Success: true } match) continue;

            // What else it writes must not fill the pipe.
            _ = process.StandardOutput.ReadToEndAsync();
            return new Server(process, new Uri(match.Groups[1].Value), folder);
        }

        throw new InvalidOperationException("The contender did not start.");
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex NowListening();
}
