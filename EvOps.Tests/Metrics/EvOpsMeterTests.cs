using System.Diagnostics.Metrics;
using EvOps.Infrastructure.Metrics;
using EvOps.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EvOps.Tests.Metrics;

/// <summary>What is measured is written as Prometheus reads it.</summary>
public sealed class EvOpsMeterTests : IDisposable
{
    private readonly ServiceProvider services = MetricsServiceExtensions.AddMetrics(new ServiceCollection()).BuildServiceProvider();
    private readonly EvOpsMeter meter;

    public EvOpsMeterTests() => meter = new EvOpsMeter(services.GetRequiredService<IMeterFactory>(), NullLogger<EvOpsMeter>.Instance);

    public void Dispose()
    {
        meter.Dispose();
        services.Dispose();
    }

    [Fact]
    public void A_counter_stands_at_0_before_anything_has_happened_and_counts_from_there()
    {
        var doors = meter.Counter("doors_opened_total", "Doors that were opened.");
        Assert.Equal("# HELP doors_opened_total Doors that were opened.\n# TYPE doors_opened_total counter\ndoors_opened_total 0\n", meter.Read());

        doors.Add(2);
        doors.Add(40);

        Assert.Equal(42, Read()["doors_opened_total"]);
    }

    [Fact]
    public void Each_combination_of_labels_is_a_series_of_its_own()
    {
        var doors = meter.Counter("doors_total", "Doors.", "side", "result");

        doors.Add(1, new("side", "left"), new("result", "open"));
        doors.Add(1, new("side", "right"), new("result", "open"));
        doors.Add(1, new("side", "left"), new("result", "open"));

        Assert.EndsWith("doors_total{side=\"left\",result=\"open\"} 2\ndoors_total{side=\"right\",result=\"open\"} 1\n", meter.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Backslashes_quotes_and_line_ends_are_escaped()
    {
        var doors = meter.Counter("doors_total", "A \\ and a\nline, \"quoted\".", "side");

        doors.Add(1, KeyValuePair.Create("side", (object?)"a\\b\"c\nd"));

        Assert.Equal(
            """
            # HELP doors_total A \\ and a\nline, "quoted".
            # TYPE doors_total counter
            doors_total{side="a\\b\"c\nd"} 1

            """,
            meter.Read());
    }

    [Fact]
    public void A_histogram_s_buckets_hold_all_that_was_shorter_and_the_last_one_everything()
    {
        var walks = meter.Seconds("walk_seconds", "Walks.");
        foreach (var seconds in new[] { 0.001, 0.005, 0.3, 2.5, 100 }) walks.Record(seconds);

        var read = Read();

        Assert.Equal("histogram", read.Kinds["walk_seconds"]);
        Assert.Equal(
            [("0.005", 2), ("0.01", 2), ("0.025", 2), ("0.05", 2), ("0.1", 2), ("0.25", 2), ("0.5", 3), ("1", 3), ("2.5", 4), ("5", 4), ("10", 4), ("30", 4), ("+Inf", 5)],
            read.Samples.Where(s => s.Key.StartsWith("walk_seconds_bucket", StringComparison.Ordinal)).Select(s => (s.Key.Split('"')[1], (int)s.Value)));
        Assert.Equal((102.806, 5), (read["walk_seconds_sum"], read["walk_seconds_count"]));
    }

    [Fact]
    public void A_bucket_carries_the_labels_of_its_series_too()
    {
        meter.Seconds("walk_seconds", "Walks.", "who").Record(0.3, KeyValuePair.Create("who", (object?)"me"));

        var read = Read();

        Assert.Equal((0, 1, 1), (read["walk_seconds_bucket{who=\"me\",le=\"0.25\"}"], read["walk_seconds_bucket{who=\"me\",le=\"+Inf\"}"], read["walk_seconds_count{who=\"me\"}"]));
    }

    [Fact]
    public void A_gauge_shows_what_is_there_now_and_forgets_what_is_gone()
    {
        List<(string Room, double Degrees)> rooms = [("cellar", 12.5), ("attic", -3)];
        meter.Gauge("room_celsius", "How warm it is.", "room", () => rooms.Select(r => new Measurement<double>(r.Degrees, KeyValuePair.Create("room", (object?)r.Room))));
        Assert.Equal((12.5, -3), (Read()["room_celsius{room=\"cellar\"}"], Read()["room_celsius{room=\"attic\"}"]));

        rooms.RemoveAt(0);

        Assert.Equal(["room_celsius{room=\"attic\"}"], Read().Samples.Keys);
    }

    [Fact]
    public void A_gauge_that_fails_takes_no_other_with_it()
    {
        meter.Gauge("broken", "Fails.", () => throw new InvalidOperationException("dark"));
        meter.Gauge("whole", "Works.", () => 7);

        Assert.Equal(["whole"], Read().Samples.Keys);
    }

    [Fact]
    public void Labels_that_were_not_declared_and_a_name_that_is_taken_are_mistakes()
    {
        var doors = meter.Counter("doors_total", "Doors.", "side");

        Assert.Throws<InvalidOperationException>(() => doors.Add(1, KeyValuePair.Create("result", (object?)"open")));
        Assert.Throws<InvalidOperationException>(() => meter.Counter("doors_total", "Doors again."));
    }

    [Fact]
    public async Task Nothing_that_many_threads_count_is_lost()
    {
        var (doors, walks) = (meter.Counter("doors_total", "Doors.", "side"), meter.Seconds("walk_seconds", "Walks."));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                doors.Add(1, KeyValuePair.Create("side", (object?)(n % 2 == 0 ? "left" : "right")));
                walks.Record(0.25);
            }
        })));

        var read = Read();
        Assert.Equal((40_000, 40_000, 80_000, 20_000), (read["doors_total{side=\"left\"}"], read["doors_total{side=\"right\"}"], read["walk_seconds_count"], read["walk_seconds_sum"]));
    }

    [Fact]
    public void Counting_and_timing_allocate_nothing()
    {
        var (doors, walks) = (meter.Counter("doors_total", "Doors.", "side", "how", "result"), meter.Seconds("walk_seconds", "Walks.", "who"));
        Measure();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Measure();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure()
        {
            doors.Add(1, new("side", "left"), new("how", "slowly"), new("result", "open"));
            walks.Record(0.25, KeyValuePair.Create("who", (object?)"me"));
        }
    }

    [Fact]
    public void Whoever_else_listens_to_NET_s_instruments_hears_the_same()
    {
        var heard = new List<(string Instrument, long Value, string? Label)>();
        using var other = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == EvOpsMeter.Name && instrument.Name == "overheard_total") listener.EnableMeasurementEvents(instrument); } };
        other.SetMeasurementEventCallback<long>((instrument, value, tags, _) => heard.Add((instrument.Name, value, (string?)tags[0].Value)));
        other.Start();

        meter.Counter("overheard_total", "Words.", "who").Add(3, KeyValuePair.Create("who", (object?)"me"));

        Assert.Equal([("overheard_total", 3, "me")], heard);
    }

    private Scrape Read() => new(meter.Read());
}
