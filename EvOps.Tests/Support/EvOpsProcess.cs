using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace EvOps.Tests.Support;

/// <summary>The product as a process of its own, as an operator starts it: for what only a process can do, such as being killed.</summary>
public sealed partial class EvOpsProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private EvOpsProcess(Process process) => this.process = process;

    /// <summary>Such as http://127.0.0.1:41234/.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where chargers connect.</summary>
    public Uri Chargers => new UriBuilder(Address) { Scheme = "ws", Path = "/ocpp" }.Uri;

    /// <summary>All that it wrote, both streams.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="database">The SQLite file.</param>
    /// <param name="settings">"Section:Key=value" each.</param>
    public static async Task<EvOpsProcess> StartAsync(string database, params string[] settings)
    {
        var started = Launch(["--urls", "http://127.0.0.1:0", "--environment", "Testing", $"--ConnectionStrings:EvOps=Data Source={database}", .. settings.Select(setting => "--" + setting)]);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        started.Listen(line =>
        {
            if (NowListening().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
        });
        var first = await Task.WhenAny(listening.Task, started.process.WaitForExitAsync(), Task.Delay(StartTimeout));
        if (first != listening.Task)
        {
            await started.DisposeAsync();
            throw new InvalidOperationException($"EvOps did not start:{Environment.NewLine}{started.Output}");
        }

        started.Address = await listening.Task;
        return started;
    }

    /// <summary>Starts it in the hope that it refuses: its exit code and all it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments)
    {
        await using var started = Launch(arguments);
        started.Listen(_ => { });
        await started.process.WaitForExitAsync().WaitAsync(StartTimeout);
        return (started.process.ExitCode, started.Output);
    }

    /// <summary>As <see cref="RunToEndAsync"/>, on a disk that takes no file larger than so many KiB.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndOnFullDiskAsync(int kibibytes, params string[] arguments)
    {
        var (program, own) = Command(arguments);
        // A file that grows beyond the limit fails to be written, instead of ending the process (setrlimit(2)); the runtime's own
        // doubly mapped code would be such a file.
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$@\"", "bash", program, .. own]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        await using var started = Launch(start);
        started.Listen(_ => { });
        await started.process.WaitForExitAsync().WaitAsync(StartTimeout);
        return (started.process.ExitCode, started.Output);
    }

    /// <summary>SIGKILL: it ends here and now, with whatever it was doing half done.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an orchestrator stops it.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var clock = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(StartTimeout);
        return (process.ExitCode, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static EvOpsProcess Launch(IEnumerable<string> arguments)
    {
        var (program, own) = Command(arguments);
        return Launch(new ProcessStartInfo(program, own));
    }

    private static (string Program, string[] Arguments) Command(IEnumerable<string> arguments) =>
        ("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "EvOps.Web.dll"), .. arguments]);

    private static EvOpsProcess Launch(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return new EvOpsProcess(Process.Start(start)!);
    }

    private void Listen(Action<string> onLine)
    {
        void Take(object _, DataReceivedEventArgs got)
        {
            if (got.Data is null) return;
            lock (output) output.AppendLine(got.Data);
            onLine(got.Data);
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex NowListening();
}
