using System.Diagnostics;
using System.Net.Http.Headers;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>The application as an operator starts it: a process of its own, which hears signals and has an exit code.</summary>
internal sealed class EvOpsProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly string folder = Directory.CreateTempSubdirectory("evops-process-").FullName;
    private readonly Process process;

    private EvOpsProcess()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "EvOps.Web.dll"), "--urls", "http://127.0.0.1:0", "--environment", "Testing",
            "--ConnectionStrings:EvOps", $"Data Source={DatabaseFile}", "--Ocpp:UnknownChargePoints", "Accept",
            "--Bootstrap:AdminEmail", AdminEmail, "--Bootstrap:AdminPassword", EvOpsHost.Password,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
    }

    public string DatabaseFile => Path.Combine(folder, "evops.db");

    public const string AdminEmail = "admin@test.local";

    public Uri Address { get; private set; } = null!;

    public Uri ChargerUrl => new UriBuilder(Address) { Scheme = "ws", Path = "/ocpp" }.Uri;

    /// <summary>Returns when it listens.</summary>
    public static async Task<EvOpsProcess> StartAsync()
    {
        var started = new EvOpsProcess();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        started.process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at) listening.TrySetResult(new Uri(line.Data[(at + Listening.Length)..]));
        };
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        started.Address = await listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return started;
    }

    /// <summary>The API, asked by the administrator.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var http = new HttpClient { BaseAddress = Address };
        var answer = await http.PostApiAsync("/v1/auth/login", new { email = AdminEmail, password = EvOpsHost.Password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.Data.GetProperty("accessToken").GetString());
        return http;
    }

    /// <summary>SIGTERM. The exit code, and how long the process took to end.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
