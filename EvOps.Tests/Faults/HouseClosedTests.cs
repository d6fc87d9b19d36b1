using System.Net;
using System.Text.Json;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Faults;

/// <summary>What is held against a charger's uptime, and what is not: our own restarts, planned work, what a person knows.</summary>
public sealed class HouseClosedTests
{
    /// <summary>Clocks run on without the charger saying anything.</summary>
    private const string Silent = "Ocpp:IdleSeconds=86400";

    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_restart_of_the_house_is_no_outage_of_a_charger_that_comes_back()
    {
        await using var house = await ChargingHouse.OpenAsync(Silent);
        await using var before = await house.ChargerAsync();
        Pass(house, 30);
        await house.Host.StopAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await house.Host.StartAgainAsync();
        Pass(house, 2);
        await using var back = await house.ChargerAsync();
        Pass(house, 18);

        var plug = await UptimeAsync(house);

        Assert.Equal((12m, 12m, 100m), (plug.Amount("outageMinutes"), plug.Amount("excludedMinutes"), plug.Amount("uptimePercent")));
        Assert.Equal("CentreDown", Assert.Single(plug.GetProperty("byCause").EnumerateArray()).Text("cause"));
    }

    [Fact]
    public async Task The_house_says_each_minute_that_it_lives()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var opened = house.Now;

        await house.TickUntilAsync(() =>
        {
            using var db = house.Host.OpenDb();
            return db.HouseRuns.Single() is var run && run.StartedAt == opened && run.AliveAt >= opened.AddMinutes(2);
        });
    }

    [Fact]
    public async Task One_that_does_not_come_back_is_gone_since_the_house_opened_and_its_fault_dates_from_when_the_house_died()
    {
        await using var house = await ChargingHouse.OpenAsync("Faults:OfflineMinutes=15", Silent);
        await using var charger = await house.ChargerAsync();
        var connected = house.Now;
        Pass(house, 30);
        var died = house.Now;
        await DieAsync(house);
        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await house.Host.StartAgainAsync();
        Pass(house, 20);

        await house.Host.Get<NoteLostConnections>().RunAsync(default);
        await house.Host.Get<NoteLostConnections>().RunAsync(default);

        var line = Assert.Single(await MonitorTests.LinesAsync(house));
        Assert.Equal(died, line.GetProperty("reportedAt").GetDateTimeOffset());
        Assert.NotEqual(connected, died);
        var plug = await UptimeAsync(house);
        Assert.Equal([("Offline", 20m), ("CentreDown", 10m)], plug.GetProperty("byCause").EnumerateArray().Select(c => (c.Text("cause"), c.Amount("minutes")!.Value)).OrderByDescending(c => c.Value));
    }

    public static TheoryData<string, (int At, bool IsOnline)[], (int From, int To)[], string> Connections => new()
    {
        { "came back soon", [(0, true), (62, true)], [(50, 60)], "50-62 CentreDown" },
        { "came back late", [(0, true), (90, true)], [(50, 60)], "50-60 CentreDown, 60-90 Offline" },
        { "was gone before", [(0, true), (40, false), (62, true)], [(50, 60)], "40-62 Offline" },
        { "not back yet, and that is no wonder", [(0, true)], [(985, 995)], "985-1000 CentreDown" },
        { "two restarts one after the other", [(0, true), (75, true)], [(50, 60), (65, 70)], "50-75 CentreDown" },
        { "found to be lost", [(0, true), (50, false)], [(50, 60)], "50-60 CentreDown, 60-1000 Offline" },
        { "never told of a connection", [], [(50, 60)], "" },
    };

    [Theory]
    [MemberData(nameof(Connections))]
    public void While_the_house_is_closed_nobody_knows(string what, (int At, bool IsOnline)[] lines, (int From, int To)[] closed, string expected)
    {
        var changes = Downtime.OfConnection(
            [.. lines.Select(l => (At(l.At), l.IsOnline))], [.. closed.Select(c => new Stretch(At(c.From), At(c.To)))], TimeSpan.FromMinutes(15), At(1000));

        var found = Downtime.Of(changes, Begin, At(1000)).Select(o => $"{(o.From - Begin).TotalMinutes}-{(o.To - Begin).TotalMinutes} {o.Cause}");
        Assert.True(expected == string.Join(", ", found), $"{what}: {string.Join(", ", found)}");
    }

    [Fact]
    public void An_excuse_covers_its_own_time_and_nothing_else()
    {
        Outage[] outages = [new(At(0), At(100), DowntimeCause.Offline, null), new(At(200), At(220), DowntimeCause.Maintenance, null)];

        var excused = Downtime.Excused(outages, [new(new(At(20), At(40)), DowntimeCause.Vandalism, "cable cut"), new(new(At(30), At(50)), DowntimeCause.Maintenance, "planned"), new(new(At(190), At(300)), DowntimeCause.Vandalism, "other")]);

        Assert.Equal(
            [
                new(At(0), At(20), DowntimeCause.Offline, null), new(At(20), At(40), DowntimeCause.Vandalism, "cable cut"), new(At(40), At(50), DowntimeCause.Maintenance, "planned"),
                new(At(50), At(100), DowntimeCause.Offline, null), outages[1],
            ],
            excused);
    }

    [Fact]
    public async Task What_is_out_during_planned_work_is_left_out()
    {
        await using var house = await OfflineAsync(hours: 6);
        await using (var db = house.Host.OpenDb())
        {
            var station = await db.Stations.SingleAsync();
            Assert.True(station.Plan(null, new([new(house.Now.AddHours(-6), house.Now.AddHours(-2), "New transformer"), new(house.Now.AddHours(-2), house.Now, "Elsewhere", ChargePointId: "CP-9")]), house.Now).IsDone);
            await db.SaveChangesAsync();
        }

        var plug = await UptimeAsync(house);

        Assert.Equal((360m, 240m), (plug.Amount("outageMinutes"), plug.Amount("excludedMinutes")));
    }

    [Fact]
    public async Task A_person_says_why_it_was_out_and_takes_it_back_and_the_audit_trail_has_both()
    {
        await using var house = await OfflineAsync(hours: 6);
        var wish = new { from = house.Now.AddHours(-6), to = house.Now.AddHours(-1), cause = "Vandalism", note = "Cable cut; police report 4711" };
        const string path = "/v1/charge-points/CP-1/outage-reasons";

        var said = await house.Operator.PostApiAsync(path, wish);
        Assert.True(said.Success, said.Body.GetRawText());
        var plug = await UptimeAsync(house);
        Assert.Equal((360m, 300m), (plug.Amount("outageMinutes"), plug.Amount("excludedMinutes")));

        var id = said.Data.Text("id");
        Assert.True((await house.Operator.DeleteApiAsync($"{path}/{id}")).Success);
        Assert.Equal(0m, (await UptimeAsync(house)).Amount("excludedMinutes"));
        Assert.Equal(HttpStatusCode.Conflict, (await house.Operator.DeleteApiAsync($"{path}/{id}")).Status);
        var kept = Assert.Single((await StatisticsAsync(house)).GetProperty("reasons").EnumerateArray());
        Assert.Equal(("Vandalism", EvOpsHost.EmailOf(Role.Operator)), (kept.Text("cause"), kept.Text("withdrawnBy")));

        await using var db = house.Host.OpenDb();
        Assert.Equal(
            ["explain outage done", "withdraw outage reason done", "withdraw outage reason This reason has been withdrawn already."],
            await db.AuditEntries.Where(e => e.SubjectId == "CP-1" && e.Action.Contains("outage")).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.Action + " " + e.Outcome).ToListAsync());
    }

    [Fact]
    public async Task What_is_said_of_an_outage_that_lasts_holds_until_it_is_over_and_not_for_the_next()
    {
        await using var house = await OfflineAsync(hours: 6);
        const string path = "/v1/charge-points/CP-1/outage-reasons";
        string Time(double hours) => Uri.EscapeDataString(house.Now.AddHours(hours).ToString("O"));

        var said = await house.Operator.PostApiAsync(path, new { from = house.Now.AddHours(-5), cause = "Vandalism", note = "Cable cut; police report 4711" });
        Assert.True(said.Success, said.Body.GetRawText());
        Assert.Equal(JsonValueKind.Null, said.Data.GetProperty("to").ValueKind);
        Assert.Equal((360m, 300m), Minutes(await UptimeAsync(house)));
        // A period that begins later than the outage did knows of it all the same.
        var part = (await house.Operator.GetApiAsync($"/v1/charge-points/CP-1/fault-statistics?from={Time(-2)}&to={Time(-1)}")).Data;
        Assert.Equal((60m, 60m), Minutes(part.GetProperty("connectors")[0]));
        await house.Host.Get<EndOutageReasons>().RunAsync(default);
        Assert.Equal(JsonValueKind.Null, (await ReasonAsync(house)).GetProperty("to").ValueKind);

        // It lasts for longer than it did when somebody spoke of it; then it is over, and another begins.
        Pass(house, minutes: 10);
        Assert.Equal((370m, 310m), Minutes(await UptimeAsync(house)));
        await LogAsync(house, isOnline: true, TimeSpan.FromMinutes(-8));
        await LogAsync(house, isOnline: false, TimeSpan.FromMinutes(-3));
        Assert.Equal((365m, 302m), Minutes(await UptimeAsync(house)));

        await house.Host.Get<EndOutageReasons>().RunAsync(default);

        Assert.Equal(house.Now.AddMinutes(-8), (await ReasonAsync(house)).GetProperty("to").GetDateTimeOffset());
        Assert.Equal((365m, 302m), Minutes(await UptimeAsync(house)));

        static (decimal?, decimal?) Minutes(JsonElement plug) => (plug.Amount("outageMinutes"), plug.Amount("excludedMinutes"));
        static async Task<JsonElement> ReasonAsync(ChargingHouse house) => Assert.Single((await StatisticsAsync(house)).GetProperty("reasons").EnumerateArray());
    }

    [Fact]
    public async Task What_was_said_last_goes_before_what_was_said_first()
    {
        await using var house = await OfflineAsync(hours: 6);
        const string path = "/v1/charge-points/CP-1/outage-reasons";
        Assert.True((await house.Operator.PostApiAsync(path, new { from = house.Now.AddHours(-6), cause = "Vandalism", note = "Cable cut" })).Success);
        Pass(house, minutes: 1);

        Assert.True((await house.Operator.PostApiAsync(path, new { from = house.Now.AddHours(-2), cause = "NaturalDisaster", note = "The river is over its banks" })).Success);

        var causes = (await UptimeAsync(house)).GetProperty("byCause").EnumerateArray().ToDictionary(cause => cause.Text("cause")!, cause => cause.Amount("minutes"));
        Assert.Equal((241m, 120m), (causes["Vandalism"], causes["NaturalDisaster"]));
    }

    [Fact]
    public async Task What_makes_no_sense_or_is_not_his_to_say_is_refused()
    {
        await using var house = await OfflineAsync(hours: 6);
        const string path = "/v1/charge-points/CP-1/outage-reasons";
        object Wish(string cause = "Vandalism", string note = "seen", int connectorNumber = 0, double from = -6, double to = -1) =>
            new { from = house.Now.AddHours(from), to = house.Now.AddHours(to), cause, note, connectorNumber };

        foreach (var wrong in new[] { Wish(cause: "Fault"), Wish(cause: "CentreDown"), Wish(note: " "), Wish(connectorNumber: 7), Wish(from: -1, to: -2), Wish(to: 1) })
            Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.PostApiAsync(path, wrong)).Status);
        // Without an end only of an outage: it could be used then.
        var (early, late) = (new { from = house.Now.AddHours(-8), cause = "Vandalism", note = "seen" }, new { from = house.Now.AddHours(1), cause = "Vandalism", note = "seen" });
        foreach (var wrong in new[] { early, late }) Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.PostApiAsync(path, wrong)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Host.Client(Role.Support).PostApiAsync(path, Wish())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.PostApiAsync("/v1/charge-points/NOBODY/outage-reasons", Wish())).Status);
        Assert.Equal(0m, (await UptimeAsync(house)).Amount("excludedMinutes"));
    }

    [Fact]
    public async Task Statistics_are_of_any_period()
    {
        await using var house = await OfflineAsync(hours: 6);
        string Time(double hours) => Uri.EscapeDataString(house.Now.AddHours(hours).ToString("O"));

        var part = (await house.Operator.GetApiAsync($"/v1/charge-points/CP-1/fault-statistics?from={Time(-8)}&to={Time(-4)}")).Data;
        Assert.Equal((120m, 50m), (part.GetProperty("connectors")[0].Amount("outageMinutes"), part.Amount("availabilityPercent")));
        Assert.Equal(1, part.GetProperty("days").GetArrayLength());
        var before = (await house.Operator.GetApiAsync($"/v1/charge-points/CP-1/fault-statistics?from={Time(-30)}&to={Time(-7)}")).Data;
        Assert.Equal((100m, 2), (before.Amount("availabilityPercent"), before.GetProperty("days").GetArrayLength()));

        foreach (var wrong in new[] { $"from={Time(-1)}&to={Time(-2)}", $"to={Time(-2)}", $"from={Time(1)}", $"days=3&from={Time(-3)}", $"from={Time(-24 * 400)}" })
            Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.GetApiAsync($"/v1/charge-points/CP-1/fault-statistics?{wrong}")).Status);
    }

    private static DateTimeOffset At(int minute) => Begin.AddMinutes(minute);

    /// <summary>A house in which CP-1 has been without a connection for so long.</summary>
    private static async Task<ChargingHouse> OfflineAsync(double hours)
    {
        var house = await ChargingHouse.OpenAsync();
        await using var db = house.Host.OpenDb();
        var charger = await db.ChargePoints.SingleAsync(c => c.Identity == ChargingHouse.Identity);
        db.StatusLog.AddRange(StatusLogEntry.OfConnection(charger.Id, true, house.Now.AddDays(-10)), StatusLogEntry.OfConnection(charger.Id, false, house.Now.AddHours(-hours)));
        await db.SaveChangesAsync();
        return house;
    }

    private static async Task LogAsync(ChargingHouse house, bool isOnline, TimeSpan ago)
    {
        await using var db = house.Host.OpenDb();
        db.StatusLog.Add(StatusLogEntry.OfConnection((await db.ChargePoints.SingleAsync(c => c.Identity == ChargingHouse.Identity)).Id, isOnline, house.Now + ago));
        await db.SaveChangesAsync();
    }

    private static void Pass(ChargingHouse house, int minutes)
    {
        for (var i = 0; i < minutes * 4; i++) house.Clock.Advance(TimeSpan.FromSeconds(15));
    }

    /// <summary>As by a power cut: nobody writes down that the charger is gone, nor that the house is.</summary>
    private static async Task DieAsync(ChargingHouse house)
    {
        List<(Guid Id, DateTimeOffset? Seen)> chargers;
        int lines;
        await using (var db = house.Host.OpenDb())
        {
            chargers = [.. (await db.ChargePoints.ToListAsync()).Select(c => (c.Id, c.LastSeenAt))];
            lines = await db.StatusLog.CountAsync();
        }

        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();
        await using (var db = house.Host.OpenDb())
        {
            foreach (var charger in await db.ChargePoints.ToListAsync())
            {
                if (chargers.Single(c => c.Id == charger.Id).Seen is { } seen) charger.Seen(seen);
            }

            Assert.Equal(lines, await db.StatusLog.CountAsync());
            await db.SaveChangesAsync();
        }

        await house.Host.StopAsync();
    }

    private static async Task<JsonElement> StatisticsAsync(ChargingHouse house) => (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics?days=30")).Data;

    private static async Task<JsonElement> UptimeAsync(ChargingHouse house) => (await StatisticsAsync(house)).GetProperty("connectors")[0];
}
