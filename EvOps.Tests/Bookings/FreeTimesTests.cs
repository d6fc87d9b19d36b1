using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Bookings;

/// <summary>What is free, asked over HTTP.</summary>
public sealed class FreeTimesTests
{
    private static readonly string[] Afternoon = ["02 16:00", "02 17:00", "02 18:00", "02 19:00", "02 20:00", "02 21:00", "02 22:00", "02 23:00"];

    [Fact]
    public async Task The_rest_of_today_is_cut_into_hours_from_the_stations_midnight_on_plug_by_plug()
    {
        await using var house = await ChargingHouse.OpenAsync();

        var answer = await house.FreeAsync("startDate=2026-03-02&endDate=2026-03-02");

        Assert.Equal((house.Station.Id, 26), (answer.Data.GetProperty("stationId").GetGuid(), answer.Data.GetProperty("total").GetInt32()));
        var first = answer.Slots().First();
        Assert.Equal((await house.PlugAsync(), 1, "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", 60), (
            first.GetProperty("connectorId").GetGuid(), first.GetProperty("connectorNumber").GetInt32(), first.Text("start"), first.Text("end"), first.GetProperty("durationMinutes").GetInt32()));
        Assert.Equal(13, (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02", connector: 2)).Length);
        Assert.Equal(HttpStatusCode.Unauthorized, (await house.Host.Client().GetApiAsync($"/v1/stations/{house.Station.Id}/availability")).Status);
        Assert.Equal("station_not_found", (await house.Driver().GetApiAsync($"/v1/stations/{Guid.NewGuid()}/availability")).Code);
    }

    [Theory]
    [InlineData("2026-03-29", 60, 23)]
    [InlineData("2026-03-30", 60, 24)]
    [InlineData("2026-10-25", 60, 25)]
    [InlineData("2026-03-29", 90, 15)]
    [InlineData("2026-10-25", 90, 16)]
    [InlineData("2026-03-29", 1440, 0)]
    [InlineData("2026-10-25", 1440, 1)]
    public async Task On_days_when_the_clock_changes_a_slot_is_as_long_as_on_any_other(string day, int minutes, int slots)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.SaveStationAsync(openingHours: null);

        var answer = await house.FreeAsync($"startDate={day}&endDate={day}&slotDurationMinutes={minutes}");

        var times = answer.Slots().Where(s => s.GetProperty("connectorNumber").GetInt32() == 1)
            .Select(s => new Stretch(s.GetProperty("start").GetDateTimeOffset(), s.GetProperty("end").GetDateTimeOffset())).ToList();
        Assert.Equal(slots, times.Count);
        Assert.All(times, time => Assert.Equal(TimeSpan.FromMinutes(minutes), time.Length));
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        var midnight = StationClock.Of("Europe/Berlin").Midnight(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        if (slots > 0) Assert.Equal(midnight, times[0].From);
    }

    [Fact]
    public async Task Moments_cut_as_days_do_and_a_plus_in_the_address_is_understood()
    {
        await using var house = await ChargingHouse.OpenAsync();

        Assert.Equal(["02 16:00", "02 17:00"], await house.FreeStartsAsync("startDate=2026-03-02T14:30:00Z&endDate=2026-03-02T17:30:00Z"));
        Assert.Equal(["02 16:00", "02 17:00"], await house.FreeStartsAsync("startDate=2026-03-02T15:30:00+01:00&endDate=2026-03-02T18:30:00%2B01:00"));
        Assert.Equal(Afternoon, await house.FreeStartsAsync("startDate=2026-03-02T15:00:00Z&endDate=2026-03-02"));
        // From now on, a week of the station's days.
        Assert.Equal(13 + (6 * 24), (await house.FreeStartsAsync("")).Length);
    }

    [Theory]
    [InlineData("startDate=tomorrow", "startDate", "a day such as")]
    [InlineData("endDate=2026-13-01", "endDate", "a day such as")]
    [InlineData("startDate=2026-03-05&endDate=2026-03-04", "endDate", "after the start")]
    [InlineData("startDate=2026-03-05T10:00:00Z&endDate=2026-03-05T10:00:00Z", "endDate", "after the start")]
    [InlineData("startDate=2026-03-05&endDate=2026-04-05", "endDate", "31 days")]
    [InlineData("slotDurationMinutes=14", "slotDurationMinutes", "15 to 1440")]
    [InlineData("slotDurationMinutes=1441", "slotDurationMinutes", "15 to 1440")]
    [InlineData("slotDurationMinutes=an hour", "slotDurationMinutes", "cannot be")]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string query, string field, string words)
    {
        await using var house = await ChargingHouse.OpenAsync();

        var answer = await house.FreeAsync(query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(words, answer.ErrorOf(field), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_over_a_change_of_the_clock_can_be_asked_for_and_too_many_slots_cannot()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.Host.AddChargePointAsync(house.Station, "CP-2", connectors: 2);
        await house.Host.AddChargePointAsync(house.Station, "CP-3", connectors: 3);

        Assert.Equal(((31 * 24) - 1) * 7, (await house.FreeAsync("startDate=2026-03-10&endDate=2026-04-09")).Data.GetProperty("total").GetInt32());
        var tooMany = await house.FreeAsync("startDate=2026-03-10&endDate=2026-04-09&slotDurationMinutes=15");
        Assert.Equal((HttpStatusCode.BadRequest, "too_many_slots"), (tooMany.Status, tooMany.Code));
    }

    [Fact]
    public async Task Opening_hours_count_by_the_stations_clock_over_midnight_and_over_its_change()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.SaveStationAsync(openingHours: new[]
        {
            new { day = "Monday", from = "08:00", to = "13:30" },
            new { day = "Saturday", from = "22:00", to = "04:00" },
        });

        Assert.Equal(["02 11:00", "02 12:00"], await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-03"));
        // On the 29th there is no 02:00.
        Assert.Equal(["28 22:00", "28 23:00", "29 00:00", "29 01:00", "29 03:00"], await house.FreeStartsAsync("startDate=2026-03-28&endDate=2026-03-29"));
        var station = (await house.Driver().GetApiAsync($"/v1/stations/{house.Station.Id}")).Data;
        Assert.Equal("08:00", station.GetProperty("openingHours")[0].Text("from"));

        await house.SaveStationAsync();
        Assert.Equal(13, (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02")).Length);
    }

    [Fact]
    public async Task Maintenance_takes_its_time_off_one_plug_or_all_and_stays_when_a_station_is_saved_without_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.SaveStationAsync(maintenance: new object[]
        {
            new { connectorId = await house.PlugAsync(1), from = "2026-03-02T10:15:00Z", to = "2026-03-02T12:45:00Z", reason = "New cable" },
            new { from = "2026-03-02T14:00:00Z", to = "2026-03-03T00:00:00Z", reason = "Grid work" },
        });
        await house.SaveStationAsync();

        Assert.Equal(["02 14:00"], await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02"));
        Assert.Equal(["02 11:00", "02 12:00", "02 13:00", "02 14:00"], await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02", connector: 2));
        var held = await house.HoldAsync(inMinutes: 60, connector: 1);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "in_maintenance"), (held.Status, held.Code));
        Assert.Contains("New cable", held.Sentence, StringComparison.Ordinal);

        var faulty = await house.Host.Client(Role.Admin).SendAsync(HttpMethod.Put, $"/v1/stations/{house.Station.Id}", new StringContent(
            """{"name":"H","latitude":1,"longitude":1,"timeZone":"UTC","currency":"EUR","pricePerKwh":1,"openingHours":[null],"maintenance":[null,{"from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:00:00Z","reason":" "}]}""", null, "application/json"));
        Assert.Equal(["maintenance[0].reason", "maintenance[0].to", "maintenance[1].reason", "maintenance[1].to", "openingHours"], faulty.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        var refused = await house.Host.Client(Role.Admin).PutApiAsync($"/v1/stations/{house.Station.Id}", new
        {
            name = "Harbour",
            latitude = 1,
            longitude = 1,
            timeZone = "UTC",
            currency = "EUR",
            pricePerKwh = 0.4,
            maintenance = new[] { new { connectorId = Guid.NewGuid(), from = "2026-03-02T10:15:00Z", to = "2026-03-02T12:45:00Z", reason = "Whose?" } },
        });
        Assert.Contains("a connector that the station does not have", refused.ErrorOf("maintenance"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_booked_broken_or_closed_is_not_free_and_what_is_given_back_is()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        const string Today = "startDate=2026-03-02&endDate=2026-03-02";
        var held = await house.HoldAsync(inMinutes: 45, minutes: 30);
        var booking = await house.BookedAsync(inMinutes: 150, minutes: 60);

        // Held from 11:15 to 11:45, booked from 13:00 to 14:00.
        string[] but = ["02 12:00", "02 14:00", "02 15:00", .. Afternoon];
        Assert.Equal(but, await house.FreeStartsAsync(Today));
        await house.CancelAsync(booking);
        Assert.Contains("02 13:00", await house.FreeStartsAsync(Today));
        await house.CancelAsync(held.Data.GetProperty("bookingId").GetGuid());
        Assert.Equal("02 11:00", (await house.FreeStartsAsync(Today))[0]);

        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        Assert.Empty(await house.FreeStartsAsync(Today));
        Assert.NotEmpty(await house.FreeStartsAsync(Today, connector: 2));
        await charger.ReportAsync("Available");
        Assert.NotEmpty(await house.FreeStartsAsync(Today));
        await charger.ReportAsync("Faulted", 0, "InternalError");
        Assert.Empty(await house.FreeStartsAsync(Today, connector: 2));
        await charger.ReportAsync("Available", 0);
        await house.SaveStationAsync(active: false);
        Assert.Empty(await house.FreeStartsAsync(Today));
    }

    [Fact]
    public async Task What_nobody_may_book_is_not_offered()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:MaxDaysAhead=2", "Bookings:MinMinutes=30", "Bookings:MaxHours=3");

        // 10:30 in two days is the last that may begin; a slot begins at 10:00 and at 11:00.
        var starts = await house.FreeStartsAsync("");
        Assert.Equal(("04 10:00", 13 + 24 + 11), (starts[^1], starts.Length));
        Assert.True((await house.HoldAsync(inMinutes: 47.5 * 60)).Success);
        Assert.Equal("A slot takes 30 to 180 minutes, as a booking does.", (await house.FreeAsync("slotDurationMinutes=15")).ErrorOf("slotDurationMinutes"));
        Assert.Equal(HttpStatusCode.BadRequest, (await house.FreeAsync("slotDurationMinutes=240")).Status);
    }

    [Fact]
    public async Task The_next_hours_of_a_lost_charger_are_offered_to_nobody_and_taken_by_nobody()
    {
        await using var house = await ChargingHouse.OpenAsync("Faults:OfflineMinutes=1");
        var lost = house.Host.Get<NoteLostConnections>();
        await using (var charger = await house.ChargerAsync())
            Assert.Equal("02 11:00", (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02"))[0]);
        await HostChargers.UntilAsync(async () => await house.PlugStatusAsync() == "OFFLINE");
        // That it is away for a moment is no reason.
        Assert.Equal("02 11:00", (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02"))[0]);

        house.Clock.Advance(TimeSpan.FromMinutes(2));
        await lost.RunAsync(default);

        // Four hours from 10:32 on.
        Assert.Equal("02 15:00", (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02"))[0]);
        var refused = await house.HoldAsync(inMinutes: 230);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_offline"), (refused.Status, refused.Code));
        Assert.True((await house.HoldAsync(inMinutes: 241)).Success);
        await using var back = await house.ChargerAsync();
        await HostChargers.UntilAsync(async () => (await house.FreeStartsAsync("startDate=2026-03-02&endDate=2026-03-02"))[0] == "02 11:00");
    }

    [Fact]
    public async Task Two_chargers_of_a_station_are_told_apart()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.Host.AddChargePointAsync(house.Station, "CP-2");

        var slots = (await house.FreeAsync("startDate=2026-03-03&endDate=2026-03-03")).Slots().Where(s => s.GetProperty("connectorNumber").GetInt32() == 1);

        Assert.Equal(["CP-1", "CP-2"], slots.Select(s => s.Text("chargePointId")).Distinct());
    }

    [Fact]
    public async Task A_session_stands_against_the_slot_that_runs_and_against_no_other()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        // 10:30 to the second: the slot that begins now is the one that runs.
        const string Query = "startDate=2026-03-02T09:30:00Z&endDate=2026-03-02T10:30:00Z&slotDurationMinutes=30";
        Assert.Equal(["02 10:30", "02 11:00"], await house.FreeStartsAsync(Query));

        var begun = await charger.StartAsync();

        Assert.Equal(["02 11:00"], await house.FreeStartsAsync(Query));
        await charger.StopAsync(begun.TransactionId, 1_000_500);
        Assert.Equal(["02 10:30", "02 11:00"], await house.FreeStartsAsync(Query));
    }
}
