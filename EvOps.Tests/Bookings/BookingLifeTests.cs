using System.Net;
using EvOps.Domain.Bookings;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>A booking from its payment to its end: confirmed, moved, called off, looked at.</summary>
public sealed class BookingLifeTests
{
    [Fact]
    public async Task Confirming_twice_with_one_payment_is_one_booking_and_another_payment_is_refused()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var (held, heard) = (await house.HoldAsync(), new List<BookingChanged>());
        using var listening = house.Host.Get<LiveFeed>().Subscribe<BookingChanged>(heard.Add);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.ConfirmAsync(held.Token())));
        var other = await house.ConfirmAsync(held.Token(), "PAY-2");

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        var booking = answers[0].Data;
        Assert.Single(answers.Select(a => a.Data.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal(("CONFIRMED", house.Station.Id, await house.PlugAsync(), "2026-03-02T10:30:00Z", "2026-03-02T11:30:00Z"), (
            booking.Text("status"), booking.GetProperty("stationId").GetGuid(), booking.GetProperty("connectorId").GetGuid(), booking.Text("startTs"), booking.Text("endTs")));
        Assert.Equal((HttpStatusCode.Conflict, "booking_paid"), (other.Status, other.Code));
        Assert.Equal(BookingState.Confirmed, Assert.Single(heard).State);
        var told = Assert.Single(await house.ToldAsync());
        Assert.Equal("Connector 1 at Harbour is yours from 11:30 to 12:30.", told.Text("message"));
    }

    [Fact]
    public async Task Somebody_elses_hold_or_booking_is_none_of_a_drivers_business()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var (held, other) = (await house.HoldAsync(), await house.OtherDriverAsync());

        Assert.Equal("hold_not_found", (await house.ConfirmAsync(held.Token(), http: other)).Code);
        Assert.Equal("hold_not_found", (await house.ConfirmAsync("0123")).Code);
        var booking = (await house.ConfirmAsync(held.Token())).Data.GetProperty("id").GetGuid();
        Assert.Equal("booking_not_found", (await other.GetApiAsync($"/v1/bookings/{booking}")).Code);
        Assert.Equal("booking_not_found", (await house.CancelAsync(booking, other)).Code);
        Assert.Equal(0, (await other.GetApiAsync("/v1/bookings")).Data.GetProperty("total").GetInt32());
        Assert.Equal(0, (await other.GetApiAsync($"/v1/bookings?userId={house.Host.PersonOf(Role.Driver).PersonId}")).Data.GetProperty("total").GetInt32());
        Assert.Equal(1, (await house.Operator.GetApiAsync("/v1/bookings?limit=1&offset=0")).Data.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PostApiAsync($"/v1/bookings/{booking}/move", new { startTs = house.Now.AddHours(3), endTs = house.Now.AddHours(4) })).Status);
    }

    [Fact]
    public async Task A_list_is_cut_by_state_place_time_and_driver()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var other = await house.OtherDriverAsync("zoe");
        var (soon, later) = (await house.BookedAsync(60, 60), await house.BookedAsync(180, 60, connector: 2, http: other));
        await house.CancelAsync(later, other);
        async Task<Guid[]> Ids(string query) =>
            [.. (await house.Operator.GetApiAsync($"/v1/bookings?{query}")).Data.GetProperty("items").EnumerateArray().Select(b => b.GetProperty("id").GetGuid())];

        Assert.Equal([later, soon], await Ids(""));
        Assert.Equal([soon, later], await Ids("upcoming=true"));
        Assert.Equal([later], await Ids("status=CANCELLED"));
        Assert.Equal([later], await Ids("search=zoe"));
        Assert.Equal([soon], await Ids($"connectorId={await house.PlugAsync(1)}"));
        Assert.Equal([soon], await Ids($"from={house.Now:yyyy-MM-ddTHH:mm:ssZ}&to={house.Now.AddHours(2):yyyy-MM-ddTHH:mm:ssZ}&stationId={house.Station.Id}"));
        Assert.Empty(await Ids($"stationId={Guid.NewGuid()}"));
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.GetApiAsync("/v1/bookings?status=LOST")).Status);
    }

    [Theory]
    [InlineData(61, 100, 2.5)]
    [InlineData(59, 100, 0)]
    [InlineData(59, 40, 1.5)]
    public async Task The_fee_is_debited_once_and_what_a_cancellation_gives_back_stands_on_the_booking(int minutesBefore, int latePercent, double refund)
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5", $"Bookings:LateCancelFeePercent={latePercent}");
        var id = await house.BookedAsync(minutesBefore);

        Assert.Equal(-250, await house.BalanceAsync());
        Assert.Equal("Booking at Harbour", Assert.Single(await house.EntriesAsync()).Words);

        var preview = await house.Host.Get<CancelBooking>().PreviewAsync(house.Host.ActorOf(Role.Driver), id, default);
        Assert.Equal((decimal)refund, preview.Value.Amount);

        var cancelled = await house.CancelAsync(id);
        var again = await house.CancelAsync(id);

        Assert.Equal(("CANCELLED", (decimal)refund, 2.5m), (cancelled.Data.Text("status"), cancelled.Data.Amount("refundDue"), cancelled.Data.Amount("fee")));
        Assert.Equal((HttpStatusCode.OK, (decimal)refund), (again.Status, again.Data.Amount("refundDue")));
        // Paying it back is another room's.
        Assert.Equal(-250, await house.BalanceAsync());
        await house.AssertToldAsync(refund > 0 ? "back." : "is not given back.");
    }

    [Fact]
    public async Task The_operator_cancels_with_a_reason_that_the_driver_reads_and_gives_everything_back()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5");
        var id = await house.BookedAsync(10);
        Assert.Equal(HttpStatusCode.Forbidden, (await house.CancelAsync(id, body: new { fullRefund = true })).Status);

        var cancelled = await house.CancelAsync(id, house.Operator, new { reason = "The street is closed", fullRefund = true });

        Assert.Equal(2.5m, cancelled.Data.Amount("refundDue"));
        await house.AssertToldAsync("by the operator: The street is closed. You get EUR 2.50 back.");
        await using var db = house.Host.OpenDb();
        Assert.Equal("done", (await db.Set<AuditEntry>().SingleAsync(e => e.Action == "cancel booking")).Outcome);
    }

    [Fact]
    public async Task A_booking_is_moved_after_a_look_at_what_is_in_the_way()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var id = await house.BookedAsync(60, 60);
        var taken = await house.BookedAsync(180, 60, http: await house.OtherDriverAsync());
        Task<ApiAnswer> Move(double inMinutes, object? connector = null, bool dryRun = false, double minutes = 60) => house.Operator.PostApiAsync(
            $"/v1/bookings/{id}/move", new { startTs = house.Now.AddMinutes(inMinutes), endTs = house.Now.AddMinutes(inMinutes + minutes), connectorId = connector, dryRun });

        var preview = (await Move(150, dryRun: true)).Data;
        Assert.Equal(("slot_taken", taken), (preview.Text("code"), preview.GetProperty("conflicts")[0].GetProperty("id").GetGuid()));
        Assert.Equal("slot_taken", (await Move(150)).Code);
        Assert.Null((await Move(150, 2, dryRun: true)).Data.Text("code"));
        Assert.Equal("2026-03-02T10:30:00Z", (await house.BookingAsync(id)).Text("startTs"));

        // Over itself it may be moved.
        Assert.True((await Move(90)).Success);
        var moved = await Move(150, await house.PlugAsync(2));

        Assert.Equal((2, "2026-03-02T12:00:00Z"), (moved.Data.GetProperty("booking").GetProperty("connectorNumber").GetInt32(), moved.Data.GetProperty("booking").Text("startTs")));
        await house.AssertToldAsync("Your booking at Harbour was moved: connector 2 is yours from 13:00 to 14:00.");
        Assert.True((await house.HoldAsync(60, 60)).Success);
        await house.CancelAsync(id);
        Assert.Equal("booking_over", (await Move(300)).Code);
    }

    [Fact]
    public async Task A_charger_that_is_booked_stays_at_its_station_until_nobody_has_any_time_there()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var airport = await house.Host.AddStationAsync("Airport");
        Task<ApiAnswer> Place(Guid station) => house.Host.Client(Role.Admin).PutApiAsync($"/v1/charge-points/{ChargingHouse.Identity}", new
        {
            stationId = station,
            connectors = new[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150 }, new { connectorNumber = 2, connectorType = "CCS2", powerKw = 150 } },
        });
        var (first, second) = (await house.BookedAsync(60), await house.BookedAsync(180, connector: 2));

        var refused = await Place(airport.Id);

        Assert.Equal((HttpStatusCode.Conflict, "charge_point_booked"), (refused.Status, refused.Code));
        Assert.StartsWith("CP-1 has 2 bookings ahead at Harbour, until 14:30:", refused.Sentence, StringComparison.Ordinal);
        Assert.True((await Place(house.Station.Id)).Success);
        await house.CancelAsync(first);
        Assert.StartsWith("CP-1 has 1 booking ahead", (await Place(airport.Id)).Sentence, StringComparison.Ordinal);
        await house.CancelAsync(second);
        Assert.True((await Place(airport.Id)).Success);
        Assert.Equal("connector_not_found", (await house.HoldAsync()).Code);
        Assert.NotEmpty((await house.Driver().GetApiAsync($"/v1/stations/{airport.Id}/availability")).Slots());
    }

    [Fact]
    public async Task Support_books_for_a_driver_who_calls_and_he_is_told()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5");
        var driver = house.Host.PersonOf(Role.Driver).PersonId;
        object Wish(Guid user, bool free = false, int hour = 2) => new
        {
            userId = user,
            stationId = house.Station.Id,
            connectorId = 1,
            startTs = house.Now.AddHours(hour),
            endTs = house.Now.AddHours(hour + 1),
            free,
        };

        var made = await house.Host.Client(Role.Support).PostApiAsync("/v1/bookings", Wish(driver));

        Assert.Equal(("CONFIRMED", driver, EvOpsHost.EmailOf(Role.Support)), (made.Data.Text("status"), made.Data.GetProperty("userId").GetGuid(), made.Data.Text("madeBy")));
        Assert.Equal(-250, await house.BalanceAsync());
        Assert.Equal("Connector 1 at Harbour is yours from 12:30 to 13:30. EUR 2.50 were taken from your wallet.", Assert.Single(await house.ToldAsync()).Text("message"));
        Assert.Equal("slot_taken", (await house.Operator.PostApiAsync("/v1/bookings", Wish(driver))).Code);
        Assert.Equal("There is no person with this id.", (await house.Operator.PostApiAsync("/v1/bookings", Wish(Guid.NewGuid()))).ErrorOf("userId"));
        var gone = house.Host.AddPerson("gone@test.local", Role.Driver).PersonId;
        await using (var db = house.Host.OpenDb()) await db.Set<Infrastructure.Users.Person>().Where(p => p.Id == gone).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsDisabled, true));
        Assert.Equal("This person's account is disabled.", (await house.Operator.PostApiAsync("/v1/bookings", Wish(gone, hour: 4))).ErrorOf("userId"));
        Assert.True((await house.Operator.PostApiAsync("/v1/bookings", Wish(driver, free: true, hour: 5))).Success);
        Assert.Equal(-250, await house.BalanceAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Driver().PostApiAsync("/v1/bookings", Wish(driver, hour: 8))).Status);
    }
}
