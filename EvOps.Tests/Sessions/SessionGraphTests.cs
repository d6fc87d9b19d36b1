using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Charts;
using EvOps.Web.Sessions;

namespace EvOps.Tests.Sessions;

public sealed class SessionGraphTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_the_ring_in_memory_has_forgotten_an_open_page_still_shows()
    {
        var graph = new SessionGraph();
        graph.Begin([At(0), At(10)]);
        graph.Follow([At(5), At(10), At(20)]);
        graph.Follow([At(20), At(30)]);
        graph.Follow([At(40), At(50)]);

        Assert.Equal([0, 5, 10, 20, 30, 40, 50], Seconds(graph));
    }

    [Fact]
    public void The_last_point_of_the_ring_may_be_replaced()
    {
        var graph = new SessionGraph();
        graph.Follow([At(0), At(2)]);
        graph.Follow([At(0), At(3)]);

        Assert.Equal([0, 3], Seconds(graph));
    }

    [Fact]
    public void A_page_that_stays_open_for_days_keeps_its_peaks_and_its_size()
    {
        var graph = new SessionGraph();
        for (var second = 0; second < 100_000; second += 4) graph.Follow([At(second, watts: second == 40_000 ? 150_000 : 11_000)]);

        var readings = graph.Readings(0);
        Assert.InRange(readings.Count, 500, 1200);
        Assert.Contains(readings, reading => reading.PowerW == 150_000);
        Assert.Equal(Start, readings[0].At);
    }

    [Fact]
    public void Energy_counts_from_the_start_and_never_below_it()
    {
        var graph = new SessionGraph();
        graph.Begin([At(0, register: 900), At(10, register: 1_500)]);

        Assert.Equal([null, 500], graph.Readings(1_000).Select(reading => reading.EnergyWh));
    }

    [Fact]
    public void Phases_are_told_one_by_one_with_the_unit_once()
    {
        Assert.Null(SessionWords.Phases(Show.Amperes, null));
        Assert.Null(SessionWords.Phases(Show.Amperes, default(PhaseValues)));
        Assert.Equal("16.0\u00a0A", SessionWords.Phases(Show.Amperes, new PhaseValues(16_000, null, null, null, null)));
        Assert.Equal("16.0 / 15.9 / 16.1\u00a0A", SessionWords.Phases(Show.Amperes, new PhaseValues(null, 16_000, 15_900, 16_100, 0)));
    }

    private static LivePoint At(int seconds, int? watts = 11_000, long? register = 1_000) => new(Start.AddSeconds(seconds), watts, register, null);

    private static IEnumerable<int> Seconds(SessionGraph graph) => graph.Readings(0).Select(reading => (int)(reading.At - Start).TotalSeconds);
}
