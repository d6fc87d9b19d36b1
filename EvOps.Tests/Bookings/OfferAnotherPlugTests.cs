using System.Net;
using EvOps.Infrastructure.Bookings;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>Who has booked a plug that cannot be used is told, and chooses: another plug, or everything back.</summary>
public sealed class OfferAnotherPlugTests
{
    [Fact]
    public async Task A_faulty_plug_is_free_for_nobody_at_once_and_its_booker_moves_to_another_for_nothing()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var id = await house.BookedAsync(60);
        Assert.NotEmpty(await house.FreeStartsAsync("startDate=2026-03-03&endDate=2026-03-03"));
        await LookAsync(house);
        Assert.Null(await OfferAsync(house, id));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Faulted", 1, "GroundFailure");

        Assert.Empty(await house.FreeStartsAsync("startDate=2026-03-03&endDate=2026-03-03"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LookAsync(house)));
        await LookAsync(house);
        var offer = await OfferAsync(house, id);
        Assert.Equal(("Connector 1 of CP-1 is out of order", 2, "CP-1"), (offer!.Value.Text("reason"), offer.Value.GetProperty("connectorNumber").GetInt32(), offer.Value.Text("chargePointId")));
        var told = (await house.ToldAsync()).Where(n => n.Text("kind") == "BOOKING_TROUBLE").ToList();
        Assert.Equal("Connector 1 of CP-1 is out of order. Your booking at Harbour from 11:30 to 12:30: take connector 2 of CP-1 instead, or cancel and get all of EUR 2.50 back.", Assert.Single(told).Text("message"));
        var stranger = await house.OtherDriverAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostApiAsync($"/v1/bookings/{id}/take-offer")).Status);

        var moved = await house.Driver().PostApiAsync($"/v1/bookings/{id}/take-offer");

        Assert.Equal(("CONFIRMED", 2), (moved.Data.Text("status"), moved.Data.GetProperty("connectorNumber").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, moved.Data.GetProperty("offer").ValueKind);
        Assert.Equal(-250, await house.BalanceAsync());
        await house.AssertNothingOverlapsAsync();
        Assert.Equal("offer_over", (await house.Driver().PostApiAsync($"/v1/bookings/{id}/take-offer")).Code);

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Available");
        Assert.NotEmpty(await house.FreeStartsAsync("startDate=2026-03-03&endDate=2026-03-03"));
    }

    [Fact]
    public async Task A_plug_that_recovers_before_its_booker_chose_stands_as_it_was_and_he_is_told()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var id = await house.BookedAsync(60);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await LookAsync(house);
        Assert.NotNull(await OfferAsync(house, id));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Available");
        await LookAsync(house);

        Assert.Null(await OfferAsync(house, id));
        await house.AssertToldAsync("stands as it was: its connector can be used again.");
        Assert.Equal("offer_over", (await house.Driver().PostApiAsync($"/v1/bookings/{id}/take-offer")).Code);
        Assert.Equal(1, (await house.BookingAsync(id)).GetProperty("connectorNumber").GetInt32());
    }

    [Fact]
    public async Task Whose_plug_cannot_be_used_gets_everything_back_however_late_he_cancels()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var id = await house.BookedAsync(30);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Faulted", 0, "InternalError");
        await LookAsync(house);

        // The whole charger is out of order, and the station has no other.
        var offer = await OfferAsync(house, id);
        Assert.Equal(("CP-1 is out of order", System.Text.Json.JsonValueKind.Null), (offer!.Value.Text("reason"), offer.Value.GetProperty("connectorId").ValueKind));
        Assert.Equal("nothing_offered", (await house.Driver().PostApiAsync($"/v1/bookings/{id}/take-offer")).Code);
        await house.AssertToldAsync("no other connector is free, but you can cancel it and get all of EUR 2.50 back.");

        Assert.Equal(("CANCELLED", 2.5m), (await house.CancelAsync(id)) is var cancelled ? (cancelled.Data.Text("status"), cancelled.Data.Amount("refundDue")) : default);
        Assert.Equal("APPROVED", Assert.Single((await house.Host.Client(Domain.Users.Role.Support).GetApiAsync("/v1/refunds")).Data.GetProperty("items").EnumerateArray()).Text("status"));
    }

    [Fact]
    public async Task What_is_offered_is_held_for_nobody_and_where_it_goes_another_is_offered()
    {
        await using var house = await OpenAsync();
        await house.Host.AddChargePointAsync(house.Station, "CP-2");
        await using var charger = await house.ChargerAsync();
        await using var second = await house.ChargerAsync("CP-2");
        await charger.ReportAsync("Available", 2);
        var id = await house.BookedAsync(60);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await LookAsync(house);
        Assert.Equal("CP-1", (await OfferAsync(house, id))!.Value.Text("chargePointId"));

        var stranger = await house.OtherDriverAsync();
        await house.BookedAsync(90, connector: 2, http: stranger);
        var lost = await house.Driver().PostApiAsync($"/v1/bookings/{id}/take-offer");
        Assert.Equal((HttpStatusCode.Conflict, "slot_taken"), (lost.Status, lost.Code));
        Assert.StartsWith("Somebody else has just taken the connector that was offered.", lost.Sentence, StringComparison.Ordinal);
        await LookAsync(house);

        Assert.Equal("CP-2", (await OfferAsync(house, id))!.Value.Text("chargePointId"));
        Assert.True((await house.Operator.PostApiAsync($"/v1/bookings/{id}/take-offer")).Success);
        Assert.Equal("CP-2", (await house.BookingAsync(id)).Text("chargePointId"));
        await house.AssertNothingOverlapsAsync();
    }

    [Fact]
    public async Task A_monitors_fault_and_planned_work_are_reasons_too_and_bookings_far_ahead_wait()
    {
        await using var house = await OpenAsync("Monitors:Key=monitor-key");
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var (soon, later) = (await house.BookedAsync(60), await house.BookedAsync(600));
        using var monitor = house.Host.Client();
        monitor.DefaultRequestHeaders.Add("X-Monitor-Key", "monitor-key");

        Assert.True((await monitor.PostApiAsync("/cp/fault", new { chargePointId = "CP-1", status = "FAULT", reason = "smoke" })).Success);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await house.HoldAsync(300)).Status);
        Assert.Empty(await house.FreeStartsAsync("startDate=2026-03-03&endDate=2026-03-03"));
        await LookAsync(house);
        Assert.Equal("CP-1 is out of order", (await OfferAsync(house, soon))!.Value.Text("reason"));
        Assert.Null(await OfferAsync(house, later));
        Assert.True((await monitor.PostApiAsync("/cp/fault", new { chargePointId = "CP-1", status = "HEALTHY" })).Success);
        Assert.NotEmpty(await house.FreeStartsAsync("startDate=2026-03-03&endDate=2026-03-03"));
        await LookAsync(house);
        Assert.Null(await OfferAsync(house, soon));

        await house.SaveStationAsync(maintenance: new[] { new { connectorId = await house.PlugAsync(), from = house.Now.AddMinutes(90), to = house.Now.AddMinutes(150), reason = "New cable" } });
        await LookAsync(house);
        var offer = await OfferAsync(house, soon);
        Assert.Equal(("Connector 1 of CP-1 is in maintenance until 13:00", 2), (offer!.Value.Text("reason"), offer.Value.GetProperty("connectorNumber").GetInt32()));
    }

    private static Task<ChargingHouse> OpenAsync(params string[] settings) => ChargingHouse.OpenAsync(
        ["Bookings:Fee=2.5", "Jobs:OfferAnotherPlug:IntervalSeconds=86400", "Jobs:NoShow:IntervalSeconds=86400", "Jobs:Refunds:IntervalSeconds=86400", .. settings]);

    [Fact]
    public async Task A_booking_that_cannot_be_decided_about_keeps_no_other_from_an_offer()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        var (odd, next) = (await house.BookedAsync(60), await house.BookedAsync(120));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await using (var db = house.Host.OpenDb())
        {
            // Its plug is nowhere.
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF");
            await db.Bookings.Where(b => b.Id == odd).ExecuteUpdateAsync(set => set.SetProperty(b => b.ConnectorId, Guid.NewGuid()));
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=ON");
        }

        await LookAsync(house);

        await using var after = house.Host.OpenDb();
        Assert.Equal([next], await after.Bookings.Where(b => b.OfferedAt != null).Select(b => b.Id).ToListAsync());
    }

    private static Task LookAsync(ChargingHouse house) => house.Host.Get<OfferAnotherPlug>().RunAsync(default);

    private static async Task<System.Text.Json.JsonElement?> OfferAsync(ChargingHouse house, Guid id) =>
        (await house.BookingAsync(id)).GetProperty("offer") is { ValueKind: System.Text.Json.JsonValueKind.Object } offer ? offer : null;
}
