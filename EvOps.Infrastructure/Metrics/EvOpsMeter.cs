using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Metrics;

/// <summary>
/// Where rooms declare what they count and time, by the names that Prometheus shows. Everything goes through .NET's own instruments,
/// so that any other listener hears it too; the house adds it up here, cheaply enough for every message of every charger.
/// </summary>
public sealed partial class EvOpsMeter : IDisposable
{
    public const string Name = "EvOps";

    /// <summary>Of every histogram, in seconds: from a lookup in memory to a charger that takes its time.</summary>
    public static readonly IReadOnlyList<double> Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter meter;
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly Lock reading = new();
    private readonly ILogger log;

    public EvOpsMeter(IMeterFactory meters, ILogger<EvOpsMeter> log)
    {
        this.log = log;
        meter = meters.Create(Name);
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measured(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measured(value, tags));
        listener.Start();
    }

    /// <summary>Counts what happens. Each measurement carries a text for each label, in this order, and of few texts.</summary>
    public Counter<long> Counter(string name, string help, params string[] labels)
    {
        var counter = meter.CreateCounter<long>(name, null, help);
        Follow(counter, MetricFamily.Counted(name, help, labels));
        return counter;
    }

    /// <summary>How long something took, in seconds.</summary>
    public Histogram<double> Seconds(string name, string help, params string[] labels)
    {
        var histogram = meter.CreateHistogram(name, "s", help, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
        Follow(histogram, MetricFamily.Timed(name, help, labels));
        return histogram;
    }

    /// <summary>What stands at some height; looked at whenever somebody reads.</summary>
    public void Gauge(string name, string help, Func<double> look) =>
        Follow(meter.CreateObservableGauge(name, look, null, help), MetricFamily.Seen("gauge", name, help, []));

    /// <summary>The same for several things at once; one that is not told any more is not shown any more.</summary>
    public void Gauge(string name, string help, string label, Func<IEnumerable<Measurement<double>>> look) =>
        Follow(meter.CreateObservableGauge(name, look, null, help), MetricFamily.Seen("gauge", name, help, [label]));

    /// <summary>A count that is kept elsewhere.</summary>
    public void Total(string name, string help, Func<double> look) =>
        Follow(meter.CreateObservableCounter(name, look, null, help), MetricFamily.Seen("counter", name, help, []));

    public void Total(string name, string help, string label, Func<IEnumerable<Measurement<double>>> look) =>
        Follow(meter.CreateObservableCounter(name, look, null, help), MetricFamily.Seen("counter", name, help, [label]));

    /// <summary>Everything as it stands now, in Prometheus' text format 0.0.4.</summary>
    public string Read()
    {
        lock (reading)
        {
            foreach (var family in families.Values) family.LookAnew();
            try
            {
                listener.RecordObservableInstruments();
            }
            catch (AggregateException failure)
            {
                // The others have been asked all the same; what could not be told is left out.
                NotTold(failure);
            }

            var text = new StringBuilder();
            foreach (var family in families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)) family.WriteTo(text);
            return text.ToString();
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        meter.Dispose();
    }

    private void Follow(Instrument instrument, MetricFamily family)
    {
        if (!families.TryAdd(family.Name, family)) throw new InvalidOperationException($"{family.Name} is declared twice.");
        listener.EnableMeasurementEvents(instrument, family);
    }

    [LoggerMessage(LogLevel.Warning, "Not every metric could be told")]
    private partial void NotTold(Exception failure);
}
