using System.Net;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>Sessions that a vendor tells of are like any other: seen live, billed by the station's terms, and once.</summary>
public sealed class VendorSessionsTests
{
    private const string Identity = "ACME-1", Tag = "TAG-1";

    [Theory]
    [InlineData(1000.000, 1011.345, 11.345, 1_000_000)]
    [InlineData(1_000_000, 1_011_345, 11.345, 1_000_000)]
    public async Task It_is_charging_in_the_lists_and_then_billed_by_the_stations_terms_in_whichever_unit_the_meter_counts(double start, double end, double kwh, long startWh)
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        var http = host.Client(Role.Operator);

        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = start });
        var charging = Assert.Single((await http.GetApiAsync("/v1/sessions?status=CHARGING")).Data.GetProperty("items").EnumerateArray());
        Assert.Equal((Identity, 1, "ACME:V-1"), (charging.Text("chargePointId"), charging.GetProperty("connectorId").GetInt32(), charging.Text("idTag")));
        Assert.Single(host.Get<LiveSessions>().All);

        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = end, energyKwh = kwh, costAmount = 4.54 });
        var ended = (await http.GetApiAsync($"/v1/sessions/{charging.Text("id")}")).Data;
        Assert.Equal(("COMPLETED", 11.345m, 4.54m, "SETTLED", null), (ended.Text("status"), ended.Amount("energyKwh"), ended.Amount("costAmount"), ended.Text("billStatus"), ended.Text("reviewReason")));
        Assert.Equal((startWh, startWh + 11_345), (ended.GetProperty("meterStartWh").GetInt64(), ended.GetProperty("meterStopWh").GetInt64()));
        Assert.Empty(host.Get<LiveSessions>().All);
    }

    [Fact]
    public async Task A_start_that_is_told_anew_with_the_right_plug_is_taken_and_the_end_that_died_for_want_of_it_is_billed()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var plug = await AddAsync(host);
        await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = "nowhere", startMeterReading = 500 });
        await host.TellAsync("session-end", new { vendorSessionId = "v-1", endMeterReading = 510, energyKwh = 10, costAmount = 4 });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Count(e => e.State == VendorEventState.Dead) == 2);

        object right = new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 500 };
        Assert.False((await host.TellAsync("session-start", right)).Data.GetProperty("duplicate").GetBoolean());
        Assert.True((await host.TellAsync("session-start", right)).Data.GetProperty("duplicate").GetBoolean());

        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Done))).Count == 2);
        var session = await OnlyAsync(host);
        Assert.Equal(("COMPLETED", 4m, "SETTLED"), (session.Text("status"), session.Amount("costAmount"), session.Text("billStatus")));
        // The wrong word stays where somebody sees it, and another word once the start is done is no news.
        Assert.Equal(VendorEventKind.SessionStart, Assert.Single(await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Kind);
        Assert.True((await host.TellAsync("session-start", right)).Data.GetProperty("duplicate").GetBoolean());
        Assert.Equal(1, (await host.Client(Role.Operator).GetApiAsync("/v1/sessions")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_vendor_that_reckons_another_price_is_noted_and_the_stations_terms_are_billed_once()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        var driver = host.PersonOf(Role.Driver).PersonId;
        Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), Tag, new TagWish(TagStatus.Accepted, UserId: driver), default)).IsDone);

        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 500, idTag = Tag });
        object end = new { vendorSessionId = "v-1", endMeterReading = 510, energyKwh = 10, costAmount = 9.99 };
        await TellAsync(host, "session-end", end);
        Assert.True((await host.TellAsync("session-end", end)).Data.GetProperty("duplicate").GetBoolean());
        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = 520, energyKwh = 20, costAmount = 9.99 });

        var session = await OnlyAsync(host);
        Assert.Equal((4m, 4m, "SETTLED"), (session.Amount("costAmount"), session.Amount("chargedAmount"), session.Text("billStatus")));
        Assert.Contains("9.99", session.Text("reviewReason"), StringComparison.Ordinal);
        Assert.Contains("a second time", (await host.Client(Role.Operator).GetApiAsync($"/v1/sessions/{session.Text("id")}")).Data.Words(), StringComparison.Ordinal);
        await using var db = host.OpenDb();
        Assert.Equal(1, await db.LedgerEntries.CountAsync());
    }

    [Theory]
    [InlineData(1000, 990.0, null)]
    [InlineData(1000, 990.0, -10.0)]
    [InlineData(1000, null, -10.0)]
    [InlineData(1000, 1010.0, -10.0)]
    [InlineData(1000, 1010.0, 25.0)]
    public async Task Energy_that_cannot_be_believed_is_held_and_never_billed(double start, double? end, double? kwh)
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);

        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = start });
        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = end, energyKwh = kwh, costAmount = -4 });

        var session = await OnlyAsync(host);
        Assert.Equal(("COMPLETED", "HELD", null, null), (session.Text("status"), session.Text("billStatus"), session.Amount("costAmount"), session.Amount("energyKwh")));
        Assert.NotNull(session.Text("reviewReason"));
    }

    [Fact]
    public async Task The_same_start_twice_is_one_session_and_a_start_that_was_told_otherwise_too()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);

        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 1 });
        Assert.True((await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 1 })).Data.GetProperty("duplicate").GetBoolean());
        Assert.True((await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 2 })).Data.GetProperty("duplicate").GetBoolean());

        await OnlyAsync(host);
    }

    [Fact]
    public async Task An_end_that_comes_before_its_start_waits_for_it()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        await host.TellAsync("session-end", new { vendorSessionId = "v-1", endMeterReading = 110, energyKwh = 10 });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Single().Tries > 0);

        await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 100 });
        await host.UntilWorkedOffAsync();

        Assert.Equal(("COMPLETED", 10m), (await OnlyAsync(host)) is var s ? (s.Text("status"), s.Amount("energyKwh")) : default);
    }

    [Fact]
    public async Task What_comes_of_a_plug_waits_while_something_before_it_cannot_be_done()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        Guid blocker;
        await using (var db = host.OpenDb())
        {
            var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync();
            var open = EvOps.Domain.Sessions.Session.BegunByCharger(Guid.CreateVersion7(), chargePoint, chargePoint.Connectors[0], null, new(plug, "TAG", DateTimeOffset.UtcNow, 0), null, DateTimeOffset.UtcNow);
            db.Sessions.Add(open);
            await db.SaveChangesAsync();
            blocker = open.Id;
        }

        await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 100 });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Single().Trouble?.Contains("is held by", StringComparison.Ordinal) == true);
        await host.TellAsync("connector-status", new { connectorId = plug, status = "FAULTED" });
        await host.TellAsync("session-end", new { vendorSessionId = "v-1", endMeterReading = 110, energyKwh = 10 });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Any(e => e.Tries > 1));
        Assert.All((await host.VendorEventsAsync()).Where(e => e.Kind != VendorEventKind.SessionStart), e => Assert.Equal((VendorEventState.Waiting, 0), (e.State, e.Tries)));

        Assert.NotNull(await host.Get<CloseSession>().RunAsync(blocker, "test", "made room", default));
        await host.UntilWorkedOffAsync();
        var done = (await host.VendorEventsAsync()).OrderBy(e => e.DoneAt).Select(e => e.Kind);
        Assert.Equal([VendorEventKind.SessionStart, VendorEventKind.ConnectorStatus, VendorEventKind.SessionEnd], done);
    }

    [Fact]
    public async Task A_vendor_that_begins_anew_without_an_end_closes_the_session_before_and_its_late_end_still_bills_it()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);

        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 100 });
        await TellAsync(host, "session-start", new { vendorSessionId = "v-2", connectorId = plug, startMeterReading = 110 });
        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = 110, energyKwh = 10 });

        var sessions = (await host.Client(Role.Operator).GetApiAsync("/v1/sessions")).Data.GetProperty("items").EnumerateArray().ToDictionary(s => s.Text("idTag")!);
        Assert.Equal(("COMPLETED", 10m, "SETTLED"), (sessions["ACME:V-1"].Text("status"), sessions["ACME:V-1"].Amount("energyKwh"), sessions["ACME:V-1"].Text("billStatus")));
        Assert.Equal("CHARGING", sessions["ACME:V-2"].Text("status"));
    }

    [Fact]
    public async Task A_plug_of_a_vendor_is_not_started_from_here()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        await TellAsync(host, "connector-status", new { connectorId = plug, status = "AVAILABLE" });
        await using var db = host.OpenDb();
        var station = await db.Stations.SingleAsync();

        var answer = await host.Client(Role.Operator).PostApiAsync("/api/ChargingSession/start-charging-session", new { chargingStationId = station.Id, connectorId = 1, chargeTagId = Tag });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "vendor_managed"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_booking_is_redeemed_by_its_drivers_tag_or_by_the_vendor_naming_it(bool byTag)
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        var (driver, start) = (host.Client(Role.Driver), DateTimeOffset.UtcNow.AddSeconds(30));
        Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), Tag, new TagWish(TagStatus.Accepted, UserId: host.PersonOf(Role.Driver).PersonId), default)).IsDone);
        Guid station;
        await using (var db = host.OpenDb()) station = await db.Stations.Select(s => s.Id).SingleAsync();
        var held = await driver.PostApiAsync("/v1/bookings/holds", new { stationId = station, connectorId = plug, startTs = start, endTs = start.AddHours(1) });
        var id = (await driver.PostApiAsync("/v1/bookings/confirm", new { holdToken = held.Data.Text("token"), paymentId = "PAY-1" })).Data.Text("id");

        await TellAsync(host, "session-start", byTag
            ? new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 500, idTag = Tag }
            : new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 500, bookingId = id });
        Assert.Equal("ACTIVE", (await driver.GetApiAsync($"/v1/bookings/{id}")).Data.Text("status"));

        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = 510, energyKwh = 10 });
        Assert.Equal("COMPLETED", (await driver.GetApiAsync($"/v1/bookings/{id}")).Data.Text("status"));
        Assert.Equal(-4m, (await driver.GetApiAsync("/v1/wallet")).Data.Amount("balance"));
    }

    [Fact]
    public async Task A_session_that_was_closed_from_here_and_ended_by_its_vendor_later_is_corrected_and_its_driver_is_told()
    {
        await using var host = await StartAsync();
        var plug = await AddAsync(host);
        var driver = host.Client(Role.Driver);
        Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), Tag, new TagWish(TagStatus.Accepted, UserId: host.PersonOf(Role.Driver).PersonId), default)).IsDone);
        await TellAsync(host, "session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 500, idTag = Tag });
        var id = (await OnlyAsync(host)).Text("id");
        await using (var db = host.OpenDb())
        {
            var station = await db.Stations.Select(s => s.Id).SingleAsync();
            await host.Client(Role.Operator).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = station, connectorId = 1 });
        }

        await TellAsync(host, "session-end", new { vendorSessionId = "v-1", endMeterReading = 510, energyKwh = 10 });

        Assert.Equal(("COMPLETED", 4m), (await OnlyAsync(host)) is var ended ? (ended.Text("status"), ended.Amount("costAmount")) : default);
        var told = (await driver.GetApiAsync("/v1/notices")).Data.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["SESSION_ENDED", "BILL_CORRECTED"], told.Select(n => n.Text("kind")!).Reverse());
        Assert.Equal($"/drive/sessions/{id}", told[0].Text("link"));
        Assert.Contains("You pay € 4.00", told[0].Text("message"), StringComparison.Ordinal);
    }

    private static Task<EvOpsHost> StartAsync() => EvOpsHost.StartAsync(settings: VendorTalk.Settings);

    private static async Task<Guid> AddAsync(EvOpsHost host)
    {
        await host.AddChargePointAsync(await host.AddStationAsync(), Identity);
        return await host.PlugIdAsync(Identity);
    }

    private static async Task TellAsync(EvOpsHost host, string path, object body)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await host.TellAsync(path, body)).Status);
        await host.UntilWorkedOffAsync();
    }

    private static async Task<JsonElement> OnlyAsync(EvOpsHost host) =>
        Assert.Single((await host.Client(Role.Operator).GetApiAsync("/v1/sessions")).Data.GetProperty("items").EnumerateArray());
}
