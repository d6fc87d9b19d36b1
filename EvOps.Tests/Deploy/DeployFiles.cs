using System.Text.RegularExpressions;
using EvOps.Infrastructure.Database;
using EvOps.Tests.Architecture;
using EvOps.Web;
using YamlDotNet.Serialization;

namespace EvOps.Tests.Deploy;

/// <summary>The files of deploy/, and what of the product they may speak of.</summary>
internal static partial class DeployFiles
{
    private static readonly string[] OfNet = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_HTTP_PORTS"];

    // Where no room has a record for them.
    private static readonly string[] ByOtherWays = ["ConnectionStrings:EvOps", "Logging:LogLevel:Default", "Logging:LogLevel:EvOps", "Logging:Console:FormatterName"];

    /// <summary>Of each metric on the page about metrics: its kind and labels.</summary>
    public static readonly IReadOnlyDictionary<string, (string Kind, string[] Labels)> Metrics = MetricRow().Matches(House.TextOf("docs/metrics.md"))
        .ToDictionary(row => row.Groups["name"].Value, row => (row.Groups["kind"].Value, LabelWord().Matches(row.Groups["labels"].Value).Select(label => label.Value).ToArray()));

    /// <summary>Every setting that the product reads, with colons.</summary>
    public static readonly IReadOnlySet<string> Settings = (from assembly in new[] { typeof(EvOpsDb).Assembly, typeof(EvOpsApp).Assembly }
                                                            from type in assembly.GetTypes()
                                                            let section = type.GetField("Section")?.GetRawConstantValue() as string
                                                            where section is not null
                                                            from key in KeysOf(type, section)
                                                            select key).Concat(RhythmsOfJobs()).Concat(ByOtherWays).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static string PathOf(string name) => Path.Combine(House.Root, "deploy", name);

    public static string TextOf(string name) => File.ReadAllText(PathOf(name));

    public static Dictionary<object, object> Yaml(string name) => new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(TextOf(name));

    public static Dictionary<object, object> Map(object? node) => (Dictionary<object, object>)node!;

    public static IEnumerable<string> Names(object? node) => node switch
    {
        Dictionary<object, object> map => map.Keys.Cast<string>(),
        List<object> list => list.Cast<string>(),
        _ => [],
    };

    /// <summary>Whether a variable of the environment is a setting of the product, or one of .NET's own that it heeds.</summary>
    public static bool IsKnown(string variable) => OfNet.Contains(variable) || Settings.Contains(variable.Replace("__", ":", StringComparison.Ordinal));

    private static IEnumerable<string> KeysOf(Type type, string prefix) => type.GetProperties().Where(property => property.SetMethod is not null).SelectMany(property =>
        property.PropertyType.IsClass && property.PropertyType.Assembly == type.Assembly ? KeysOf(property.PropertyType, $"{prefix}:{property.Name}") : [$"{prefix}:{property.Name}"]);

    private static IEnumerable<string> RhythmsOfJobs() =>
        House.Files.SelectMany(file => Rhythm().Matches(file.Code)).Select(match => $"Jobs:{match.Groups["section"].Value}:IntervalSeconds");

    // | `name` | kind | `label`, `label` | meaning |
    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<kind>\w+) \| (?<labels>[^|]+?) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"(?<=`)\w+(?=`)")]
    private static partial Regex LabelWord();

    [GeneratedRegex(@"AddJob<\w+>\(""[^""]+"",\s*""(?<section>\w+)""")]
    private static partial Regex Rhythm();
}
