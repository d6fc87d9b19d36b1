using System.Runtime.InteropServices;

namespace EvOps.Simulator;

/// <summary>
/// The console program. Exit code 0: ended as asked, also by Ctrl+C; 1: the command line cannot be understood; 2: a load run had errors.
/// </summary>
internal static class SimulatorProgram
{
    public static async Task<int> Main(string[] args)
    {
        ConsoleOptions options;
        try
        {
            options = CommandLine.Parse(args);
        }
        catch (CommandLineException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} --help shows what there is.").ConfigureAwait(false);
            return 1;
        }

        if (options.Help)
        {
            await Console.Out.WriteLineAsync(CommandLine.Help + Kinds()).ConfigureAwait(false);
            return 0;
        }

        using var end = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, end));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, end));
        try
        {
            return await RunAsync(options, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task<int> RunAsync(ConsoleOptions options, CancellationTokenSource end)
    {
        if (options.Load || options.Hold)
            return await LoadProgram.RunAsync(options, Console.Out, end.Token).ConfigureAwait(false);
        if (options.Seconds is { } seconds)
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
        await FleetProgram.RunAsync(options, Console.Out, !Console.IsOutputRedirected, end.Token).ConfigureAwait(false);
        return 0;
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource end)
    {
        signal.Cancel = true;
        end.Cancel();
    }

    private static string Kinds() =>
        string.Join(Environment.NewLine, MisbehaviourKind.All.Select(kind => $"  {kind.Name,-26}{kind.What}"));
}
