using System.Globalization;

namespace EvOps.Benchmarks;

/// <summary>What every benchmark can be told on the command line.</summary>
/// <param name="Connections">One run for each.</param>
/// <param name="Seconds">Measured in each round, or waited for memory to settle.</param>
/// <param name="Rounds">The median of so many counts.</param>
/// <param name="Sessions">That are stuck.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Changes">Of states, of all chargers together.</param>
internal sealed record Options(IReadOnlyList<int>? Connections, int? Seconds, int? Rounds, int? Sessions, int? Rate, int? Changes)
{
    public static Options Read(IReadOnlyList<string> args)
    {
        var options = new Options(null, null, null, null, null, null);
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            options = args[i] switch
            {
                "--connections" => options with { Connections = [.. args[i + 1].Split(',').Select(Number)] },
                "--seconds" => options with { Seconds = Number(args[i + 1]) },
                "--sessions" => options with { Sessions = Number(args[i + 1]) },
                "--rate" => options with { Rate = Number(args[i + 1]) },
                "--changes" => options with { Changes = Number(args[i + 1]) },
                "--rounds" => options with { Rounds = Number(args[i + 1]) },
                var unknown => throw new ArgumentException($"There is no option {unknown}."),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
