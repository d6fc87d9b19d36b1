using System.Net;
using EvOps.Domain.Bookings;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>Starts at a plug that is booked, from outside and at the reader.</summary>
public sealed class BookedStartTests
{
    private const string Other = "TAG-2";

    private static Task<ApiAnswer> StartAsync(ChargingHouse house, Guid? bookingId, HttpClient http, string tag = ChargingHouse.Tag, int connector = 1) =>
        http.PostApiAsync("/api/ChargingSession/start-charging-session", new { chargingStationId = house.Station.Id, connectorId = connector, chargeTagId = tag, bookingId });

    [Fact]
    public async Task From_five_minutes_before_on_only_the_booker_starts_and_his_session_completes_the_booking()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var other = await house.OtherDriverAsync(tag: Other);
        var id = await house.BookedAsync(6);
        Assert.Equal("AVAILABLE", await house.PlugStatusAsync());
        Assert.Equal("booking_early", (await StartAsync(house, id, house.Driver())).Code);

        house.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("RESERVED", "AVAILABLE"), (await house.PlugStatusAsync(1), await house.PlugStatusAsync(2)));
        var refused = await house.StartAsync(Other, http: other);
        Assert.Equal((HttpStatusCode.Conflict, "connector_reserved", "Connector 1 is reserved until 11:36."), (refused.Status, refused.Code, refused.Sentence));
        Assert.Equal("connector_reserved", (await house.StartAsync("WALK-IN")).Code);
        Assert.Equal("booking_not_found", (await StartAsync(house, id, other, Other)).Code);
        Assert.Null(await house.HolderAsync());

        var session = (await house.StartAsync(http: house.Driver())).Data.GetProperty("sessionId").GetGuid();

        Assert.Equal(("ACTIVE", "OCCUPIED"), (await house.StatusAsync(id), await house.PlugStatusAsync()));
        Assert.Equal(session, (await house.BookingAsync(id)).GetProperty("sessionId").GetGuid());
        Assert.Equal("booking_active", (await house.CancelAsync(id)).Code);
        var begun = await charger.StartAsync();
        await charger.StopAsync(begun.TransactionId, 1_005_000);
        Assert.Equal(("COMPLETED", "AVAILABLE"), (await house.StatusAsync(id), await house.PlugStatusAsync()));
        await using (var db = house.Host.OpenDb()) Assert.Equal(id, (await db.Set<Domain.Sessions.Session>().SingleAsync(s => s.Id == session)).BookingId);
        Assert.True((await house.StartAsync(Other, http: other)).Success);
    }

    [Fact]
    public async Task The_reader_takes_the_bookers_tag_and_refuses_the_others()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.OtherDriverAsync(tag: Other);
        var id = await house.BookedAsync(4);

        var refused = await charger.StartAsync(Other);
        Assert.Equal("ConcurrentTx", refused.Status);
        // A charger that repeats itself hears the same.
        Assert.Equal(refused, await charger.StartAsync(Other));
        Assert.Contains("reserved until 11:34", (await house.SessionAsync(refused.TransactionId)).Words(), StringComparison.Ordinal);
        Assert.Equal("CONFIRMED", await house.StatusAsync(id));

        var begun = await charger.StartAsync(meterStart: 1_000_001);

        Assert.Equal(("Accepted", "ACTIVE"), (begun.Status, await house.StatusAsync(id)));
        await charger.StopAsync(begun.TransactionId, 1_005_000);
        Assert.Equal("COMPLETED", await house.StatusAsync(id));
    }

    [Fact]
    public async Task What_a_charger_that_was_offline_began_before_the_booking_was_made_is_not_refused()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.OtherDriverAsync(tag: Other);
        await house.BookedAsync(4);

        var replayed = await charger.StartAsync(Other, at: house.Now.AddMinutes(-20));

        Assert.Equal("Accepted", replayed.Status);
    }

    [Fact]
    public async Task A_start_that_the_charger_refuses_leaves_the_booking_for_another_try()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStartTransaction"] = "Rejected";
        var id = await house.BookedAsync(4);

        var first = (await StartAsync(house, id, house.Driver())).Data.GetProperty("sessionId").GetGuid();
        await house.UntilAsync(first, "FAILED");

        Assert.Equal("CONFIRMED", await house.StatusAsync(id));
        charger.Answers["RemoteStartTransaction"] = "Accepted";
        var second = (await StartAsync(house, id, house.Driver())).Data.GetProperty("sessionId").GetString()!;
        await house.UntilAgreedAsync(second);
        Assert.Equal("ACTIVE", await house.StatusAsync(id));
        await house.EndAsync(second);
        Assert.Equal("CONFIRMED", await house.StatusAsync(id));
    }

    [Fact]
    public async Task A_session_that_is_closed_from_here_completes_its_booking_too()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var id = await house.BookedAsync(4);
        await charger.StartAsync();
        Assert.Equal("ACTIVE", await house.StatusAsync(id));

        var unlocked = await house.Host.Client(Domain.Users.Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });

        Assert.True(unlocked.Success);
        Assert.Equal("COMPLETED", await house.StatusAsync(id));
    }

    [Fact]
    public async Task A_session_that_is_opened_again_has_its_booking_again_unless_the_rest_of_its_time_is_somebody_elses()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var (stranger, admin) = (await house.OtherDriverAsync(), house.Host.Client(Domain.Users.Role.Admin));
        var id = await house.BookedAsync(4);
        var begun = await charger.StartAsync(meterStart: 1_000);
        async Task<string> CloseAsync(long register)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(30));
            await charger.ReadAsync(begun.TransactionId, register, at: house.Now);
            Assert.True((await admin.PostApiAsync($"/v1/stuck-sessions/{begun.TransactionId}/steps/Close", new { })).Success);
            Assert.Equal("COMPLETED", await house.StatusAsync(id));
            house.Clock.Advance(TimeSpan.FromSeconds(30));
            await charger.ReadAsync(begun.TransactionId, register + 500, at: house.Now);
            return (await house.SessionAsync(begun.TransactionId)).Text("id")!;
        }

        var session = await CloseAsync(2_000);
        Assert.True((await admin.PostApiAsync($"/v1/stuck-sessions/{session}/reopen", new { })).Success);
        Assert.Equal(("ACTIVE", "slot_taken"), (await house.StatusAsync(id), (await house.HoldAsync(20, 30, http: stranger)).Code));

        await CloseAsync(3_000);
        await house.BookedAsync(20, 30, http: stranger);
        Assert.True((await admin.PostApiAsync($"/v1/stuck-sessions/{session}/reopen", new { })).Success);
        Assert.Equal("COMPLETED", await house.StatusAsync(id));
        Assert.Contains("Its booking stays over: the connector was given to somebody else from 10:52 on.", (await house.SessionAsync(session)).Words(), StringComparison.Ordinal);
        await house.AssertNothingOverlapsAsync();
    }

    [Fact]
    public async Task Who_starts_at_the_reader_is_told_once_until_when_and_of_his_own_booking_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var other = await house.OtherDriverAsync();
        await house.BookedAsync(90, http: other);
        await house.BookedAsync(90, connector: 2);

        await charger.StartAsync();
        await charger.StartAsync();
        await charger.StartAsync(connector: 2, meterStart: 5_000);

        var told = Assert.Single(await house.ToldAsync(), notice => notice.Text("kind") == "PLUG_BOOKED_NEXT");
        Assert.Equal("At Harbour: Connector 1 is booked from 12:00 on: please end, and unplug, by then.", told.Text("message"));
    }

    [Fact]
    public async Task Who_starts_without_a_booking_is_told_when_the_next_one_begins()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.BookedAsync(90);

        var told = await house.StartAsync("WALK-IN");
        var other = await house.StartAsync("WALK-IN", connector: 2);

        Assert.Equal("Connector 1 is booked from 12:00 on: please end, and unplug, by then.", told.Sentence);
        Assert.False(other.Body.TryGetProperty("message", out _));
        var driver = house.Host.ActorOf(Domain.Users.Role.Driver);
        Assert.Equal(told.Sentence, (await house.Host.Get<FindNextBooking>().RunAsync(driver, house.Station.Id, await house.PlugAsync(), default)).Value);
        var stuck = (await house.Host.Get<FindStuck>().FindAsync(house.Host.ActorOf(Domain.Users.Role.Operator), told.Data.Text("sessionId")!, default)).Value;
        Assert.Equal(house.Now.AddMinutes(90), stuck.Urgency.BlocksFrom);
    }

    [Fact]
    public async Task The_operator_redeems_a_booking_by_its_name_for_a_driver_without_his_tag()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var id = await house.BookedAsync(4);

        Assert.Equal("booking_elsewhere", (await StartAsync(house, id, house.Operator, "SPARE-1", connector: 2)).Code);
        Assert.True((await StartAsync(house, id, house.Operator, "SPARE-1")).Success);
        Assert.Equal("ACTIVE", await house.StatusAsync(id));
    }

    [Fact]
    public async Task A_booking_that_is_named_does_not_begin_in_somebody_elses_time()
    {
        await using var house = await ChargingHouse.OpenAsync("Jobs:NoShow:IntervalSeconds=86400", "Ocpp:IdleSeconds=86400");
        await using var charger = await house.ChargerAsync();
        var other = await house.OtherDriverAsync(tag: Other);
        var first = await house.BookedAsync(1, 15);
        var second = await house.BookedAsync(16, 45, http: other);

        house.Clock.Advance(TimeSpan.FromMinutes(12));
        var early = await StartAsync(house, second, other, Other);

        Assert.Equal((HttpStatusCode.Conflict, "connector_reserved", "Connector 1 is reserved until 10:46."), (early.Status, early.Code, early.Sentence));
        Assert.Equal("connector_reserved", (await StartAsync(house, second, house.Operator, Other)).Code);
        Assert.True((await StartAsync(house, first, house.Driver())).Success);
        Assert.Equal(("ACTIVE", "CONFIRMED"), (await house.StatusAsync(first), await house.StatusAsync(second)));
    }

    [Fact]
    public async Task The_charger_keeps_the_plug_too_and_forgets_it_when_the_booking_is_off()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        // Only the test runs it.
        Assert.True((await house.Host.Get<ControlJob>().RunAsync(house.Host.ActorOf(Domain.Users.Role.Admin), "Reserve at chargers", JobCommand.Pause, default)).IsDone);
        var (id, job) = (await house.BookedAsync(6), house.Host.Get<ReserveAtChargers>());
        await job.RunAsync(default);
        Assert.Empty(charger.All("ReserveNow"));

        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await job.RunAsync(default);
        await job.RunAsync(default);

        var asked = Assert.Single(charger.All("ReserveNow"));
        Assert.Equal((1, "TAG-1", "2026-03-02T10:36:00.000Z"), ((int)asked["connectorId"]!, (string)asked["idTag"]!, (string)asked["expiryDate"]!));
        Assert.Equal(("KEPT", "Accepted"), ((await house.BookingAsync(id)).Text("atCharger"), (await house.BookingAsync(id)).Text("chargerSays")));

        await house.CancelAsync(id);

        var released = await charger.HearsAsync("CancelReservation");
        Assert.Equal((int)asked["reservationId"]!, (int)released["reservationId"]!);
        await HostChargers.UntilAsync(async () => (await house.BookingAsync(id)).Text("atCharger") == "RELEASED");
        await job.RunAsync(default);
        Assert.Single(charger.All("CancelReservation"));
    }

    [Fact]
    public async Task A_booking_whose_charger_cannot_be_asked_keeps_no_other_from_being_kept()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:BlockMinutesBefore=15");
        await using var charger = await house.ChargerAsync();
        Assert.True((await house.Host.Get<ControlJob>().RunAsync(house.Host.ActorOf(Domain.Users.Role.Admin), "Reserve at chargers", JobCommand.Pause, default)).IsDone);
        var (odd, next) = (await house.BookedAsync(6), await house.BookedAsync(7, connector: 2));
        await using (var db = house.Host.OpenDb())
        {
            // Its charger is nowhere.
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF");
            await db.Bookings.Where(b => b.Id == odd).ExecuteUpdateAsync(set => set.SetProperty(b => b.ChargePointId, Guid.NewGuid()));
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=ON");
        }

        await house.Host.Get<ReserveAtChargers>().RunAsync(default);

        Assert.Equal("KEPT", (await house.BookingAsync(next)).Text("atCharger"));
    }

    [Fact]
    public async Task A_charger_that_is_prevented_is_asked_again_after_a_minute_and_at_once_when_its_plug_is_free()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:BlockMinutesBefore=15");
        await using var charger = await house.ChargerAsync();
        Assert.True((await house.Host.Get<ControlJob>().RunAsync(house.Host.ActorOf(Domain.Users.Role.Admin), "Reserve at chargers", JobCommand.Pause, default)).IsDone);
        await charger.ReportAsync("Preparing");
        charger.Answers["ReserveNow"] = "Occupied";
        var (id, job) = (await house.BookedAsync(10), house.Host.Get<ReserveAtChargers>());
        await job.RunAsync(default);
        await job.RunAsync(default);
        Assert.Single(charger.All("ReserveNow"));

        house.Clock.Advance(TimeSpan.FromSeconds(60));
        await job.RunAsync(default);
        Assert.Equal((2, "PREVENTED"), (charger.All("ReserveNow").Length, (await house.BookingAsync(id)).Text("atCharger")));

        charger.Answers["ReserveNow"] = "Accepted";
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Available");
        await HostChargers.UntilAsync(async () => (await house.BookingAsync(id)).Text("atCharger") == "KEPT");
        Assert.Equal(3, charger.All("ReserveNow").Length);
    }

    [Fact]
    public async Task Nobody_asks_a_charger_that_is_prevented_after_the_booking_has_begun()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        Assert.True((await house.Host.Get<ControlJob>().RunAsync(house.Host.ActorOf(Domain.Users.Role.Admin), "Reserve at chargers", JobCommand.Pause, default)).IsDone);
        charger.Answers["ReserveNow"] = "Occupied";
        var (_, job) = (await house.BookedAsync(2), house.Host.Get<ReserveAtChargers>());
        await job.RunAsync(default);

        house.Clock.Advance(TimeSpan.FromSeconds(121));
        await job.RunAsync(default);

        Assert.Single(charger.All("ReserveNow"));
    }

    [Theory]
    [InlineData("Rejected", "KEPT_FROM_HERE")]
    [InlineData("!", "KEPT_FROM_HERE")]
    [InlineData("Occupied", "PREVENTED")]
    [InlineData("Faulted", "PREVENTED")]
    [InlineData("Unavailable", "PREVENTED")]
    public async Task Whatever_the_charger_answers_is_noted_and_the_plug_is_kept_from_here(string answer, string noted)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["ReserveNow"] = answer;
        var id = await house.BookedAsync(4);

        await house.Host.Get<ReserveAtChargers>().RunAsync(default);

        var booking = await house.BookingAsync(id);
        Assert.Equal((noted, "CONFIRMED"), (booking.Text("atCharger"), booking.Text("status")));
        Assert.StartsWith(answer == "!" ? "InternalError" : answer, booking.Text("chargerSays"), StringComparison.Ordinal);
        Assert.Equal("connector_reserved", (await house.StartAsync("WALK-IN")).Code);
        await house.CancelAsync(id);
        Assert.Empty(charger.All("CancelReservation"));
    }

    [Fact]
    public async Task A_driver_who_comes_with_another_tag_than_the_charger_keeps_the_plug_for_is_let_in()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("ZZ-SPARE", owner: house.Host.PersonOf(Domain.Users.Role.Driver).PersonId);
        await house.BookedAsync(4);
        await house.Host.Get<ReserveAtChargers>().RunAsync(default);

        await house.StartedAsync("ZZ-SPARE");

        await charger.HearsAsync("RemoteStartTransaction");
        Assert.Equal(["ReserveNow", "CancelReservation", "RemoteStartTransaction"], charger.Heard.Select(call => call.Action));
    }
}
