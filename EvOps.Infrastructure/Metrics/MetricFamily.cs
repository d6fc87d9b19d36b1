using System.Collections.Concurrent;
using System.Text;

namespace EvOps.Infrastructure.Metrics;

/// <summary>One metric: its name, what it means, and a series for each combination of its labels that has occurred.</summary>
internal sealed class MetricFamily
{
    private readonly ConcurrentDictionary<LabelValues, Series> series = new();
    private readonly string help;
    private readonly string kind;
    private readonly string[] labels;
    private readonly Func<Series> create;
    private readonly bool isSeen;
    private readonly Series? only;

    private MetricFamily(string kind, string name, string help, string[] labels, Func<Series> create, bool isSeen)
    {
        if (labels.Length > LabelValues.Most) throw new ArgumentException($"A metric has at most {LabelValues.Most} labels.", nameof(labels));

        (this.kind, Name, this.help, this.labels, this.create, this.isSeen) = (kind, name, help, labels, create, isSeen);
        // What has no labels is known before it happens: shown as 0 from the start.
        if (labels.Length == 0 && !isSeen) only = series[default] = create();
    }

    public string Name { get; }

    public static MetricFamily Counted(string name, string help, string[] labels) => new("counter", name, help, labels, () => new CountedSeries(), isSeen: false);

    public static MetricFamily Timed(string name, string help, string[] labels) => new("histogram", name, help, labels, () => new TimedSeries(), isSeen: false);

    public static MetricFamily Seen(string kind, string name, string help, string[] labels) => new(kind, name, help, labels, () => new SeenSeries(), isSeen: true);

    public void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (only is not null)
        {
            only.Add(value);
            return;
        }

        var values = LabelValues.Of(tags);
        if (!series.TryGetValue(values, out var known)) known = Begin(values, tags);
        known.Add(value);
    }

    /// <summary>Before it is looked at: what is not seen again is gone.</summary>
    public void LookAnew()
    {
        if (isSeen) series.Clear();
    }

    public void WriteTo(StringBuilder text)
    {
        PrometheusText.Describe(text, Name, help, kind);
        foreach (var (labelled, one) in series.Select(s => (s.Key.Written(labels), s.Value)).OrderBy(s => s.Item1, StringComparer.Ordinal)) one.WriteTo(text, Name, labelled);
    }

    private Series Begin(LabelValues values, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isAsDeclared = tags.Length == labels.Length;
        for (var i = 0; isAsDeclared && i < labels.Length; i++) isAsDeclared = tags[i].Key == labels[i];
        if (!isAsDeclared) throw new InvalidOperationException($"{Name} is declared with the labels ({string.Join(", ", labels)}), in this order.");
        return series.GetOrAdd(values, _ => create());
    }
}

/// <summary>The values of a metric's labels. A value type, so that finding a series allocates nothing.</summary>
internal readonly record struct LabelValues(string? First, string? Second, string? Third)
{
    public const int Most = 3;

    public static LabelValues Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(ValueAt(tags, 0), ValueAt(tags, 1), ValueAt(tags, 2));

    /// <summary>As they stand between the braces; empty where there are none.</summary>
    public string Written(string[] names)
    {
        string?[] values = [First, Second, Third];
        return string.Join(',', names.Select((name, i) => $"{name}=\"{PrometheusText.Value(values[i] ?? "")}\""));
    }

    private static string? ValueAt(ReadOnlySpan<KeyValuePair<string, object?>> tags, int index) => index < tags.Length ? (string?)tags[index].Value : null;
}
