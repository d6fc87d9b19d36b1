using System.Globalization;

namespace EvOps.Simulator;

/// <summary>Reads the command line. Each option is one line here and one in <see cref="Help"/>.</summary>
internal static class CommandLine
{
    public const string Help = """
        EvOps.Simulator: charge points that speak OCPP 1.6-J.

        A fleet with a live table (Ctrl+C ends it):
          dotnet run --project EvOps.Simulator -- --charge-points 200 --time-scale 30

          --url URL               central system; ws://localhost:5080/ocpp
          --charge-points N       how many; 10
          --prefix TEXT           identities are TEXT0001, TEXT0002, …; SIM-
          --identity ID           this identity instead; may be given several times
          --key KEY               password of HTTP Basic authentication
          --insecure              accept any TLS certificate
          --connectors N          per charge point; 1
          --power KW              per connector; above 22 it is direct current; 22
          --id-tag TAG            the drivers' tag; may be given several times; DEMO-001 to DEMO-024, whom the demo knows
          --time-scale X          cars charge X times faster than the clock; 1
          --meter-interval S      seconds between MeterValues; 10
          --idle S                seconds a connector is empty between two cars, on average; 60
          --stay S                seconds a car stays, on average; 600
          --no-cars               no car comes by itself
          --seed N                the same seed, the same day; 1
          --seconds S             end by itself after S seconds
          --trace ID              print every message of this identity instead of the table; * for all
          --misbehave KIND[:ID]   one charge point, or all, do this wrong; may be given several times

        Load in a closed loop, figures as one line of JSON:
          dotnet run -c Release --project EvOps.Simulator -- --load --charge-points 100 --seconds 20

          --load                  each connection boots, starts a transaction, and sends as fast as it is answered
          --message NAME          MeterValues, Heartbeat, StatusNotification, Authorize; MeterValues
          --warm-up S             seconds before measuring; 0
          --hold                  instead: connect, boot, and stand idle for --seconds
          --id-tag TAG            {n} in it stands for the connection's number

        Kinds of misbehaviour:

        """;

    public static ConsoleOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ConsoleOptions();
        var given = new HashSet<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var at && args[i].StartsWith("--", StringComparison.Ordinal)
                ? (args[i][..at], args[i][(at + 1)..])
                : (args[i], null);
            string Value() => inline ?? (i + 1 < args.Count
                ? args[++i]
                : throw new CommandLineException($"{name} needs a value."));
            options = Apply(options, name, Value, isFirst: given.Add(name));
        }

        if (options is { Load: true, Hold: true })
            throw new CommandLineException("--load and --hold exclude each other.");
        return options;
    }

    private static ConsoleOptions Apply(ConsoleOptions options, string name, Func<string> value, bool isFirst) => name switch
    {
        "--url" => options with { Url = Url(value()) },
        "--charge-points" => options with { ChargePoints = Whole(name, value(), 1) },
        "--prefix" => options with { Prefix = value() },
        "--identity" => options with { Identities = [.. options.Identities, value()] },
        "--key" => options with { Key = value() },
        "--insecure" => options with { Insecure = true },
        "--connectors" => options with { Connectors = Whole(name, value(), 1) },
        "--power" => options with { PowerKw = Positive(name, value()) },
        "--id-tag" => options with { IdTags = isFirst ? [value()] : [.. options.IdTags, value()] },
        "--time-scale" => options with { TimeScale = Positive(name, value()) },
        "--meter-interval" => options with { MeterSeconds = Positive(name, value()) },
        "--idle" => options with { IdleSeconds = Positive(name, value()) },
        "--stay" => options with { StaySeconds = Positive(name, value()) },
        "--no-cars" => options with { NoCars = true },
        "--seed" => options with { Seed = Whole(name, value(), 0) },
        "--seconds" => options with { Seconds = Positive(name, value()) },
        "--trace" => options with { Trace = value() },
        "--misbehave" => options with { Misbehave = [.. options.Misbehave, MisbehaviourOrder.Parse(value())] },
        "--load" => options with { Load = true },
        "--hold" => options with { Hold = true },
        "--message" => options with { Message = Message(value()) },
        "--warm-up" => options with { WarmUpSeconds = Positive(name, value()) },
        "--help" or "-h" => options with { Help = true },
        _ => throw new CommandLineException($"There is no option {name}."),
    };

    private static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"
            ? url
            : throw new CommandLineException($"--url must begin with ws:// or wss://, not {text}.");

    private static int Whole(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new CommandLineException($"{name} must be a whole number from {least}, not {text}.");

    private static double Positive(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
            ? number
            : throw new CommandLineException($"{name} must be a number above 0, not {text}.");

    private static LoadMessage Message(string text) =>
        Enum.TryParse<LoadMessage>(text, ignoreCase: true, out var message) && Enum.IsDefined(message)
            ? message
            : throw new CommandLineException($"--message must be one of {string.Join(", ", Enum.GetNames<LoadMessage>())}, not {text}.");
}
