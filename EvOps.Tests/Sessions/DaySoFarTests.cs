using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Today against the same weekday of last week, both until the same time on the wall.</summary>
public sealed class DaySoFarTests
{
    // Ten o'clock in Berlin, two days after its clocks went forward.
    private static readonly DateTimeOffset Ten = new(2026, 3, 31, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_day_counts_what_had_ended_by_this_time_on_its_own_clock()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock(Ten));
        var station = await host.AddStationAsync();
        var charger = await host.AddChargePointAsync(station, "CP-1");
        // Each ends half an hour after it begins. A week ago ten o'clock in Berlin was nine in UTC.
        await AddAsync(Ten.AddHours(-2), 2_000);
        await AddAsync(Ten.AddHours(-11), 50_000);
        await AddAsync(Ten.AddDays(-7).AddMinutes(20), 4_000);
        await AddAsync(Ten.AddDays(-7).AddMinutes(50), 80_000);

        var day = await host.Get<DaySoFar>().GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Europe/Berlin", day.TimeZone);
        Assert.Equal((1, 2_000L), (day.Today.Completed, day.Today.EnergyWh));
        Assert.Equal((1, 4_000L), (day.Then.Completed, day.Then.EnergyWh));
        Assert.Equal(["EUR 0.80"], day.Today.Revenue.Select(money => money.ToString()));
        Assert.Equal(["EUR 1.60"], day.Then.Revenue.Select(money => money.ToString()));

        async Task AddAsync(DateTimeOffset at, long wattHours) => await host.AddSessionAsync(station, charger, at, startWh: 1_000, stopWh: 1_000 + wattHours);
    }

    [Fact]
    public async Task A_session_that_is_held_counts_as_held_and_not_as_energy()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock(Ten));
        var station = await host.AddStationAsync();
        await host.AddSessionAsync(station, await host.AddChargePointAsync(station, "CP-1"), Ten.AddHours(-2), startWh: 5_000, stopWh: 4_000);

        var day = await host.Get<DaySoFar>().GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, 1, 0L), (day.Today.Completed, day.Today.Held, day.Today.EnergyWh));
        Assert.Empty(day.Today.Revenue);
    }
}
