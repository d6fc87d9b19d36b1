namespace EvOps.Simulator;

/// <summary>Shows the fleet until cancelled: redrawn in place on a terminal, a line of sums now and then where output is redirected.</summary>
internal static class LiveTable
{
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";

    public static async Task RunAsync(Fleet fleet, TextWriter output, bool isTerminal, CancellationToken end)
    {
        using var timer = new PeriodicTimer(isTerminal ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(5));
        if (isTerminal)
            await output.WriteAsync("\u001b[2J").ConfigureAwait(false);
        try
        {
            do
            {
                var text = isTerminal ? Screen(fleet) : FleetTable.Summary(fleet) + Environment.NewLine;
                await output.WriteAsync(text).ConfigureAwait(false);
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private static string Screen(Fleet fleet)
    {
        var (width, height) = (Console.WindowWidth, Console.WindowHeight);
        var rows = FleetTable.Rows(fleet, width).ToArray();
        var room = Math.Max(1, height - 3);
        var shown = rows.Take(room);
        var more = rows.Length > room ? $"… and {rows.Length - room} more" : "";
        IEnumerable<string> lines = [FleetTable.Summary(fleet), .. shown, more];
        return Home + string.Join(ClearLine + Environment.NewLine, lines) + ClearLine + ClearBelow;
    }
}
