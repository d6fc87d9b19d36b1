using System.Net;
using EvOps.Domain.Bookings;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Database;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>Holds: who gets the time, for how long, and who does not.</summary>
public sealed class HoldTests
{
    private const string Today = "startDate=2026-03-02&endDate=2026-03-02";

    [Fact]
    public async Task A_hold_keeps_its_time_for_ten_minutes_and_then_nobody_needs_to_do_anything()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var other = await house.OtherDriverAsync();

        var held = await house.HoldAsync();

        Assert.Equal((32, 600), (held.Token().Length, held.Data.GetProperty("expiresIn").GetInt32()));
        Assert.DoesNotContain("02 12:00", await house.FreeStartsAsync(Today));
        var taken = await house.HoldAsync(inMinutes: 90, minutes: 60, http: other);
        Assert.Equal((HttpStatusCode.Conflict, "slot_taken"), (taken.Status, taken.Code));
        Assert.Equal("PENDING", (await house.Driver().GetApiAsync("/v1/bookings?status=PENDING")).Data.GetProperty("items")[0].Text("status"));

        house.Clock.Advance(TimeSpan.FromSeconds(600));

        Assert.Contains("02 12:00", await house.FreeStartsAsync(Today));
        Assert.Equal(0, (await house.Driver().GetApiAsync("/v1/bookings")).Data.GetProperty("total").GetInt32());
        Assert.Equal("booking_not_found", (await house.Driver().GetApiAsync($"/v1/bookings/{held.Data.GetProperty("bookingId").GetGuid()}")).Code);
        var late = await house.ConfirmAsync(held.Token());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "hold_expired"), (late.Status, late.Code));
        Assert.True((await house.HoldAsync(inMinutes: 80, minutes: 60, http: other)).Success);
        await house.AssertNothingOverlapsAsync();
    }

    [Fact]
    public async Task What_the_clock_alone_changes_is_told_although_everything_is_remembered()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:MemorySeconds=3600");
        await house.HoldAsync(inMinutes: 90, minutes: 60);
        for (var i = 0; i < 2; i++)
        {
            var starts = await house.FreeStartsAsync(Today);
            Assert.Equal(["02 11:00", "02 13:00"], [starts[0], starts[1]]);
        }

        house.Clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(["02 11:00", "02 12:00"], (await house.FreeStartsAsync(Today))[..2]);

        house.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("02 11:00", (await house.FreeStartsAsync(Today))[0]);
        house.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("02 12:00", (await house.FreeStartsAsync(Today))[0]);
    }

    [Theory]
    [InlineData(-1, 60, "startTs", "in the past")]
    [InlineData(60, 0, "endTs", "after the start")]
    [InlineData(60, 14, "endTs", "15 min at least")]
    [InlineData(60, 1441, "endTs", "24 h at most")]
    [InlineData(525_601, 60, "startTs", "365 days ahead")]
    public async Task A_time_that_nobody_may_book_is_refused_with_its_field(double inMinutes, double minutes, string field, string words)
    {
        await using var house = await ChargingHouse.OpenAsync();

        var answer = await house.HoldAsync(inMinutes, minutes);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(words, answer.ErrorOf(field), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connector_is_named_by_its_id_or_where_there_is_one_charger_by_its_number()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Task<ApiAnswer> Hold(object connector, int hour) => house.Driver().PostApiAsync("/v1/bookings/holds", new
        {
            stationId = house.Station.Id,
            connectorId = connector,
            startTs = house.Now.AddHours(hour),
            endTs = house.Now.AddHours(hour + 1),
        });

        Assert.True((await Hold(1, 1)).Success);
        Assert.True((await Hold("2", 1)).Success);
        Assert.Equal("connector_not_found", (await Hold(3, 3)).Code);
        Assert.Equal("connector_not_found", (await Hold(Guid.NewGuid(), 3)).Code);
        Assert.Contains("number", (await Hold("left", 3)).ErrorOf("connectorId"), StringComparison.Ordinal);

        await house.Host.AddChargePointAsync(house.Station, "CP-2");
        Assert.Contains("by its id", (await Hold(1, 3)).ErrorOf("connectorId"), StringComparison.Ordinal);
        var elsewhere = await house.Host.AddStationAsync("Airport");
        await house.Host.AddChargePointAsync(elsewhere, "CP-3");
        Assert.Equal("connector_not_found", (await Hold(await house.PlugAsync(1, "CP-3"), 3)).Code);
    }

    [Fact]
    public async Task What_is_closed_inactive_or_out_of_order_takes_no_hold()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        async Task RefusedAsync(string code)
        {
            var answer = await house.HoldAsync();
            Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
        }

        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await RefusedAsync("connector_faulted");
        await charger.ReportAsync("Available");
        await charger.ReportAsync("Faulted", 0, "InternalError");
        await RefusedAsync("charge_point_faulted");
        await charger.ReportAsync("Available", 0);
        await house.SaveStationAsync(openingHours: new[] { new { day = "Monday", from = "08:00", to = "12:00" } });
        await RefusedAsync("station_closed");
        await house.SaveStationAsync(active: false);
        await RefusedAsync("station_inactive");
        await house.SaveStationAsync();
        Assert.True((await house.HoldAsync()).Success);
    }

    [Fact]
    public async Task A_charger_that_a_monitor_calls_faulty_takes_no_hold_until_it_is_healthy_again()
    {
        await using var house = await ChargingHouse.OpenAsync("Monitors:Key=monitor-key-1");
        using var monitor = house.Host.Client();
        monitor.DefaultRequestHeaders.Add("X-Monitor-Key", "monitor-key-1");
        Assert.NotEmpty(await house.FreeStartsAsync(Today));

        Assert.Equal(HttpStatusCode.OK, (await monitor.PostApiAsync("/cp/fault", new { chargePointId = ChargingHouse.Identity, status = "FAULT", reason = "Smoke" })).Status);

        var refused = await house.HoldAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_faulted"), (refused.Status, refused.Code));
        Assert.Empty(await house.FreeStartsAsync(Today));
        await monitor.PostApiAsync("/cp/fault", new { chargePointId = ChargingHouse.Identity, status = "HEALTHY" });
        Assert.NotEmpty(await house.FreeStartsAsync(Today));
        Assert.True((await house.HoldAsync()).Success);
    }

    [Fact]
    public async Task A_driver_holds_three_slots_at_most_also_when_he_asks_for_many_at_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var driver = house.Driver();

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => house.HoldAsync(inMinutes: i * 60, http: driver)));

        Assert.Equal(3, answers.Count(a => a.Success));
        Assert.All(answers.Where(a => !a.Success), a => Assert.Equal((HttpStatusCode.UnprocessableEntity, "too_many_holds"), (a.Status, a.Code)));
        await house.ConfirmAsync(answers.First(a => a.Success).Token());
        Assert.True((await house.HoldAsync(inMinutes: 800)).Success);
        Assert.False((await house.HoldAsync(inMinutes: 900)).Success);

        house.Clock.Advance(TimeSpan.FromSeconds(601));
        Assert.True((await house.HoldAsync(inMinutes: 900)).Success);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_two_hundred_who_want_one_slot_at_once_one_gets_it_and_the_others_hear_that_it_is_taken(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);
        var drivers = new List<HttpClient>();
        for (var i = 0; i < 8; i++) drivers.Add(await house.OtherDriverAsync($"racer{i}"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => house.HoldAsync(http: drivers[i % drivers.Count])));

        Assert.Single(answers, a => a.Success);
        Assert.All(answers.Where(a => !a.Success), a => Assert.Equal((HttpStatusCode.Conflict, "slot_taken"), (a.Status, a.Code)));
        await using var db = house.Host.OpenDb();
        Assert.Equal(1, await db.Bookings.CountAsync());
        if (provider == DatabaseProvider.SqlServer) await db.Database.EnsureDeletedAsync();
    }

    [Fact]
    public async Task Nobody_is_shown_time_that_somebody_was_told_is_his()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:MaxLiveHolds=100");
        var (free, hold, plug) = (house.Host.Get<FindFreeTimes>(), house.Host.Get<HoldSlot>(), await house.PlugAsync());
        var (driver, noon) = (house.Host.ActorOf(Role.Driver), house.Now.AddMinutes(90));
        var given = new System.Collections.Concurrent.ConcurrentBag<DateTimeOffset>();
        var isOver = false;

        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var looks = 0;
            for (; !Volatile.Read(ref isOver) || looks < 20; looks++)
            {
                var before = given.ToHashSet();
                var shown = await free.RunAsync(driver, new(house.Station.Id, "2026-03-02", "2026-03-03", 15), default);
                Assert.DoesNotContain(shown.Value.Slots, slot => slot.ConnectorId == plug && before.Contains(slot.Time.From));
            }
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var start = noon.AddMinutes(((writer * 20) + i) * 15);
                var held = await hold.RunAsync(driver, new(house.Station.Id, $"{plug}", start, start.AddMinutes(15)), default);
                Assert.True(held.IsDone, held.Refusal?.Message);
                given.Add(start);
            }
        })));
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(readers);

        Assert.Equal(80, given.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_many_do_at_once_no_two_bookings_have_the_same_time(int seed)
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:MaxLiveHolds=50", "Bookings:HoldTtlSeconds=60");
        var (hold, confirm, cancel, move) = (house.Host.Get<HoldSlot>(), house.Host.Get<ConfirmBooking>(), house.Host.Get<CancelBooking>(), house.Host.Get<MoveBooking>());
        var (driver, staff) = (house.Host.ActorOf(Role.Driver), house.Host.ActorOf(Role.Operator));
        Guid[] plugs = [await house.PlugAsync(1), await house.PlugAsync(2)];
        var chance = new Random(seed);
        var tokens = new System.Collections.Concurrent.ConcurrentQueue<HeldSlot>();
        var done = 0;

        for (var round = 0; round < 12; round++)
        {
            var steps = Enumerable.Range(0, 12).Select(_ => (Act: chance.Next(10), Plug: plugs[chance.Next(2)], From: house.Now.AddMinutes(15 * chance.Next(1, 16)), Minutes: 15 * chance.Next(1, 6), Pick: chance.Next())).ToList();
            await Task.WhenAll(steps.Select(step => Task.Run(async () =>
            {
                var (known, to) = (tokens.ToArray(), step.From.AddMinutes(step.Minutes));
                if (step.Act < 5 || known.Length == 0)
                {
                    if (await hold.RunAsync(driver, new(house.Station.Id, $"{step.Plug}", step.From, to), default) is not { IsDone: true } held) return;
                    tokens.Enqueue(held.Value);
                    Interlocked.Increment(ref done);
                    return;
                }

                var one = known[step.Pick % known.Length];
                var outcome = step.Act switch
                {
                    < 7 => await confirm.RunAsync(driver, one.Token, "PAY", default),
                    < 9 => await move.RunAsync(staff, new(one.BookingId, $"{step.Plug}", step.From, to), default),
                    _ => await cancel.RunAsync(driver, one.BookingId, new(), default),
                };
                if (outcome.IsDone) Interlocked.Increment(ref done);
            })));
            await house.AssertNothingOverlapsAsync();
            house.Clock.Advance(TimeSpan.FromSeconds(chance.Next(5, 45)));
        }

        Assert.True(done > 20, $"Only {done} of all that was tried was done.");
        await house.AssertNothingOverlapsAsync();
    }

    [Fact]
    public async Task Holds_that_expired_a_day_ago_are_removed_and_nothing_else()
    {
        var clock = new FakeClock();
        await using var host = await EvOpsHost.StartAsync(clock);
        var station = await host.AddStationAsync();
        var charger = await host.AddChargePointAsync(station, "CP-1");
        var (person, now) = (host.PersonOf(Role.Driver).PersonId, clock.GetUtcNow());
        await using (var db = host.OpenDb())
        {
            foreach (var (hours, token) in new[] { (25, "old"), (23, "young") })
            {
                db.Bookings.Add(Booking.Hold(
                    Guid.NewGuid(), token, person, charger.Connectors[0], station, new(now, now.AddHours(1)), 1, null, now.AddHours(-hours), "test", now.AddHours(-hours)));
            }
            await db.SaveChangesAsync();
        }

        await host.Get<RemoveOldHolds>().RunAsync(default);

        await using var after = host.OpenDb();
        Assert.Equal(["young"], await after.Bookings.Select(b => b.Token).ToListAsync());
    }

    private static Task<ChargingHouse> OpenAsync(DatabaseProvider provider) => provider switch
    {
        DatabaseProvider.Sqlite => ChargingHouse.OpenAsync(),
        DatabaseProvider.SqlServer => ChargingHouse.OpenAsync("Database:Provider=SqlServer", $"ConnectionStrings:EvOps={new SqlConnectionStringBuilder(Environment.GetEnvironmentVariable("EVOPS_TEST_SQLSERVER")) { InitialCatalog = $"EvOpsHold_{Guid.NewGuid():N}" }}"),
    };
}
