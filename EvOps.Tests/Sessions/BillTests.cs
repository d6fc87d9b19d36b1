using System.Net;
using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>From the meter's last word to the ledger: what is billed, to whom, and that it is billed once.</summary>
public sealed class BillTests
{
    [Fact]
    public async Task A_session_is_charged_to_its_driver_once_however_often_the_charger_tells_its_end()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        var stopped = house.Now;

        for (var i = 0; i < 3; i++) await charger.StopAsync(begun.TransactionId, 12_345, at: stopped);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("SETTLED", 4.54m, 4.54m), (session.Text("billStatus"), session.Amount("costAmount"), session.Amount("chargedAmount")));
        Assert.Equal(-454, await house.BalanceAsync());
        var entry = Assert.Single(await house.EntriesAsync());
        Assert.Equal((LedgerReferenceKind.Session, session.Text("id")), (entry.ReferenceKind, entry.ReferenceId));
        Assert.Single(session.Kinds(), "Billed");
    }

    [Fact]
    public async Task Many_stops_at_once_are_one_bill()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        var stop = house.Get<ChargerStopped>();
        var chargePoint = (await house.SessionRowAsync(begun.TransactionId)).ChargePointId;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => stop.RunAsync(
            new StopTold(chargePoint, begun.TransactionId, 12_345, house.Now, null, Domain.Sessions.EndReason.Local, [], $"m{i}", "{}", []), default))));

        Assert.Equal(-454, await house.BalanceAsync());
        Assert.Single(await house.EntriesAsync());
    }

    [Fact]
    public async Task A_tag_of_nobody_is_billed_to_nobody_and_that_is_said()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("LOST");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync("LOST", meterStart: 0, at: house.Now.AddMinutes(-30));

        await charger.StopAsync(begun.TransactionId, 10_000);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("SETTLED", 4.00m, 0m), (session.Text("billStatus"), session.Amount("costAmount"), session.Amount("chargedAmount")));
        Assert.Empty(await house.EntriesAsync());
    }

    [Fact]
    public async Task A_session_keeps_the_version_it_began_with()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var tariff = await house.TariffAsync(new TariffTerms { Currency = "EUR", PerKwh = 0.50m });
        await using var charger = await house.ChargerAsync();
        var before = await charger.StartAsync(meterStart: 0, at: house.Now.AddMinutes(-30));
        await house.TariffAsync(new TariffTerms { Currency = "EUR", PerKwh = 0.90m }, tariff);
        var after = await charger.StartAsync(meterStart: 0, connector: 2, at: house.Now.AddMinutes(-30));

        await charger.StopAsync(before.TransactionId, 10_000);
        await charger.StopAsync(after.TransactionId, 10_000);

        Assert.Equal(5.00m, (await house.SessionAsync(before.TransactionId)).Amount("costAmount"));
        Assert.Equal(9.00m, (await house.SessionAsync(after.TransactionId)).Amount("costAmount"));
    }

    [Fact]
    public async Task Every_part_of_a_tariff_is_a_line_of_the_bill_and_the_cost_so_far_ends_where_the_bill_does()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TariffAsync(new TariffTerms
        {
            Currency = "EUR",
            PerKwh = 0.40m,
            PerMinute = 0.02m,
            PerIdleMinute = 0.10m,
            IdleGraceMinutes = 10,
            StartFee = 1m,
            VatPercent = 19,
            Periods = [new("evening", [], new TimeOnly(18, 0), new TimeOnly(22, 0), PerKwh: 0.60m)],
        });
        house.ClockTo(19, 0);
        await using var charger = await house.ChargerAsync();
        var start = house.Now.AddMinutes(-90);
        var begun = await charger.StartAsync(meterStart: 0, at: start);

        // An hour at 12 kW, half of it in the evening; then the car is full, as the next reading shows, and stays.
        for (var minute = 1; minute <= 90; minute++)
            await charger.ReadAsync(begun.TransactionId, Math.Min(minute, 60) * 200, minute < 60 ? 12_000 : 0, at: start.AddMinutes(minute));

        var soFar = (await house.SessionAsync(begun.TransactionId)).Amount("costAmount");
        await charger.StopAsync(begun.TransactionId, 12_000);

        var bill = (await house.SessionAsync(begun.TransactionId)).GetProperty("bill");
        Assert.Equal(
            ["START - 1 1.00", "ENERGY - 6000 2.40", "ENERGY evening 6000 3.60", "TIME - 3660 1.22", "IDLE - 1140 1.90"],
            bill.GetProperty("lines").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Text("period") ?? "-"} {l.GetProperty("quantity")} {l.Amount("amount"):0.00}"));
        Assert.Equal((10.12m, 1.62m, 8.50m), (bill.Amount("total"), bill.Amount("vat"), bill.Amount("net")));
        Assert.Equal(10.12m, soFar);
        Assert.Equal(-1012, await house.BalanceAsync());
    }

    [Fact]
    public async Task What_a_session_costs_does_not_depend_on_a_restart_in_between()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TariffAsync(new TariffTerms { Currency = "EUR", PerKwh = 0.40m, Periods = [new("evening", [], new TimeOnly(18, 0), new TimeOnly(22, 0), PerKwh: 0.60m)] });
        house.ClockTo(18, 15);
        var charger = await house.ChargerAsync();
        var start = house.Now.AddMinutes(-45);
        var begun = await charger.StartAsync(meterStart: 0, at: start);
        for (var quarter = 1; quarter <= 3; quarter++) await charger.ReadAsync(begun.TransactionId, quarter * 1000, 4_000, at: start.AddMinutes(quarter * 15));

        var before = (await house.SessionAsync(begun.TransactionId)).Amount("costAmount");
        await charger.DisposeAsync();
        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();
        Assert.Equal(before, (await house.SessionAsync(begun.TransactionId)).Amount("costAmount"));

        await using var back = await house.ChargerAsync();
        await back.StopAsync(begun.TransactionId, 3000);
        Assert.Equal((1.40m, 1.40m), (before, (await house.SessionAsync(begun.TransactionId)).Amount("costAmount")));
    }

    [Fact]
    public async Task Who_may_control_sessions_may_set_the_price_of_one()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        Task<ApiAnswer> StartAsync(HttpClient http, object price) => http.PostApiAsync(
            "/api/ChargingSession/start-charging-session", new { chargingStationId = house.Station.Id, connectorId = 1, chargeTagId = ChargingHouse.Tag, chargingTariff = price });

        Assert.Equal(HttpStatusCode.Forbidden, (await StartAsync(house.Host.Client(Role.Driver), 0.01m)).Status);
        var negative = await StartAsync(house.Operator, -0.01m);
        Assert.Equal((HttpStatusCode.BadRequest, "A price per kWh is zero or more, at most 1,000,000, with at most four digits behind the point."), (negative.Status, negative.ErrorOf("chargingTariff")));

        Assert.True((await StartAsync(house.Operator, 0.25m)).Success);
        await charger.HearsAsync("RemoteStartTransaction");
        var begun = await charger.StartAsync(meterStart: 0);
        await charger.StopAsync(begun.TransactionId, 10_000);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal((0.25m, 2.50m), (session.Amount("pricePerKwh"), session.Amount("costAmount")));
    }

    [Fact]
    public async Task A_refused_start_neither_closes_nor_bills_the_session_that_runs()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("OTHER");
        await using var charger = await house.ChargerAsync();
        var running = await charger.StartAsync(meterStart: 0);
        await house.TagAsync("OTHER", TagStatus.Blocked);

        Assert.Equal("Blocked", (await charger.StartAsync("OTHER", meterStart: 10)).Status);

        Assert.Equal("CHARGING", (await house.SessionAsync(running.TransactionId)).Text("status"));
        Assert.Empty(await house.EntriesAsync());
    }
}
