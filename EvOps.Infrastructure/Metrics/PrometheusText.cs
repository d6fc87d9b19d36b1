using System.Globalization;
using System.Text;

namespace EvOps.Infrastructure.Metrics;

/// <summary>Prometheus' text exposition format, version 0.0.4.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Within quotes.</summary>
    public static string Value(string text) => Help(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    internal static void Describe(StringBuilder text, string name, string help, string kind) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(Help(help)).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');

    internal static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Help(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
