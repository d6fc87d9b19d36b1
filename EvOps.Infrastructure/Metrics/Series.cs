using System.Text;

namespace EvOps.Infrastructure.Metrics;

/// <summary>The figures of one combination of labels. Many threads add; somebody reads now and then.</summary>
internal abstract class Series
{
    public abstract void Add(double value);

    /// <param name="text">What is written so far.</param>
    /// <param name="name">The metric's.</param>
    /// <param name="labels">As between the braces.</param>
    public abstract void WriteTo(StringBuilder text, string name, string labels);
}

/// <summary>How often something has happened.</summary>
internal sealed class CountedSeries : Series
{
    private long total;

    public override void Add(double value) => Interlocked.Add(ref total, (long)value);

    public override void WriteTo(StringBuilder text, string name, string labels) => PrometheusText.Sample(text, name, labels, Interlocked.Read(ref total));
}

/// <summary>What was seen when it was looked at last.</summary>
internal sealed class SeenSeries : Series
{
    private double seen;

    public override void Add(double value) => Volatile.Write(ref seen, value);

    public override void WriteTo(StringBuilder text, string name, string labels) => PrometheusText.Sample(text, name, labels, Volatile.Read(ref seen));
}

/// <summary>Durations in seconds, by <see cref="EvOpsMeter.Buckets"/>.</summary>
internal sealed class TimedSeries : Series
{
    private const double NanosecondsInSecond = 1e9;

    // The last one is for what took longer than all of them.
    private readonly long[] counts = new long[EvOpsMeter.Buckets.Count + 1];

    // Whole nanoseconds, so that adding is one instruction.
    private long sum;

    public override void Add(double value)
    {
        var bucket = 0;
        while (bucket < EvOpsMeter.Buckets.Count && value > EvOpsMeter.Buckets[bucket]) bucket++;
        Interlocked.Increment(ref counts[bucket]);
        Interlocked.Add(ref sum, (long)(value * NanosecondsInSecond));
    }

    public override void WriteTo(StringBuilder text, string name, string labels)
    {
        // The count is what the buckets hold, so that the two agree whoever adds meanwhile.
        var (soFar, before) = (0L, labels.Length == 0 ? "" : labels + ",");
        for (var i = 0; i < counts.Length; i++)
        {
            soFar += Interlocked.Read(ref counts[i]);
            var limit = i < EvOpsMeter.Buckets.Count ? EvOpsMeter.Buckets[i] : double.PositiveInfinity;
            PrometheusText.Sample(text, $"{name}_bucket", $"{before}le=\"{PrometheusText.Number(limit)}\"", soFar);
        }

        PrometheusText.Sample(text, $"{name}_sum", labels, Interlocked.Read(ref sum) / NanosecondsInSecond);
        PrometheusText.Sample(text, $"{name}_count", labels, soFar);
    }
}
