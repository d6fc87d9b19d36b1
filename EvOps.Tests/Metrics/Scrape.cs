using System.Globalization;
using System.Text.RegularExpressions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Metrics;

/// <summary>What /metrics said once, read by its lines.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> samples = [];

    public Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Described().Match(line) is { Success: true } described) Kinds.Add(described.Groups["name"].Value, described.Groups["kind"].Value);
            if (line.StartsWith('#')) continue;

            var space = line.LastIndexOf(' ');
            samples.Add(line[..space], line[(space + 1)..] == "+Inf" ? double.PositiveInfinity : double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    /// <summary>Of each metric: counter, gauge or histogram.</summary>
    public Dictionary<string, string> Kinds { get; } = [];

    /// <summary>By name and labels, as written.</summary>
    public IReadOnlyDictionary<string, double> Samples => samples;

    /// <summary>Of a series that may not have begun: 0.</summary>
    public double this[string series] => samples.GetValueOrDefault(series);

    /// <summary>The labels that a metric's series carry, without those of a bucket.</summary>
    public string[] LabelsOf(string metric) =>
        [.. samples.Keys.Where(series => Regex.IsMatch(series, $@"^{metric}(_bucket|_sum|_count)?(\{{|$)")).SelectMany(series => Label().Matches(series)).Select(label => label.Groups["name"].Value).Where(name => name != "le").Distinct()];

    public static async Task<Scrape> OfAsync(EvOpsHost host) => new(await host.Client().GetStringAsync("/metrics"));

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<kind>\w+)$")]
    private static partial Regex Described();

    [GeneratedRegex(@"[{,](?<name>\w+)=""")]
    private static partial Regex Label();
}
