using EvOps.Domain.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Sessions from the first request to the bill, over HTTP and a charger's socket.</summary>
public sealed class SessionLifeTests
{
    [Fact]
    public async Task A_session_started_over_HTTP_is_billed_to_the_watt_hour()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        var started = (await house.StartAsync("tag-1")).Data;
        var id = started.Text("sessionId")!;
        Assert.Equal("STARTING", started.Text("status"));
        Assert.Equal("""{"idTag":"TAG-1","connectorId":1}""", (await charger.HearsAsync("RemoteStartTransaction")).ToJsonString());
        await house.UntilAgreedAsync(id);
        house.Clock.Advance(TimeSpan.FromSeconds(20));

        var begun = await charger.StartAsync(meterStart: 1_000_000);
        Assert.Equal("Accepted", begun.Status);
        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await charger.ReadAsync(begun.TransactionId, 1_004_000, powerW: 50_000, soc: 40);
        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await charger.ReadAsync(begun.TransactionId, 1_010_000, powerW: 48_000, soc: 61);

        var running = await house.SessionAsync(id);
        Assert.Equal(("CHARGING", begun.TransactionId), (running.Text("status"), running.TransactionId()));
        Assert.Equal((10.000m, 4.00m, 40m), (running.Amount("energyKwh"), running.Amount("costAmount"), running.Amount("initialSoc")));
        Assert.Null(running.Amount("meterStopWh"));

        var stopping = await house.EndAsync(id);
        Assert.Equal(("STOPPING", "The charger agreed to stop."), (stopping.Data.Text("status"), stopping.Sentence));
        Assert.Equal(begun.TransactionId, (int)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]!);
        house.Clock.Advance(TimeSpan.FromSeconds(20));
        await charger.StopAsync(begun.TransactionId, 1_011_345, "Remote");

        var ended = await house.SessionAsync(id);
        Assert.Equal(("COMPLETED", "Remote"), (ended.Text("status"), ended.Text("endReason")));
        Assert.Equal((1_000_000m, 1_011_345m, 11.345m), (ended.Amount("meterStartWh"), ended.Amount("meterStopWh"), ended.Amount("energyKwh")));
        Assert.Equal((4.54m, "EUR", 40m, 61m), (ended.Amount("costAmount"), ended.Text("currency"), ended.Amount("initialSoc"), ended.Amount("finalSoc")));
        Assert.Equal(started.Text("requestId"), ended.Text("requestId"));
        // The clock stands between a request and its answer: those two are of one moment.
        var kinds = ended.Kinds();
        Assert.Equal(["Accepted", "Requested", "Started", "Accepted", "StopRequested", "Stopped"], [.. kinds[..2].Order(), kinds[2], .. kinds[3..5].Order(), kinds[5]]);
        Assert.Null(await house.HolderAsync());

        var readings = (await house.Operator.GetApiAsync($"/v1/sessions/{begun.TransactionId}/meter-values")).Data;
        Assert.Equal(2, readings.GetProperty("total").GetInt32());
        Assert.Equal([1_004_000, 1_010_000], readings.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("energyWh").GetInt64()));
    }

    [Fact]
    public async Task A_driver_who_swipes_at_the_charger_has_a_session_of_his_own()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        Assert.Equal("Accepted", await charger.AuthorizeAsync("TAG-1"));
        var begun = await charger.StartAsync("TAG-1", 500);
        house.Clock.Advance(TimeSpan.FromMinutes(9));
        await charger.StopAsync(begun.TransactionId, 7_500, tag: "TAG-1");

        var mine = (await house.Host.Client(Role.Driver).GetApiAsync("/v1/sessions")).Data.GetProperty("items")[0];
        Assert.Equal((begun.TransactionId, "COMPLETED", "Local"), (mine.TransactionId(), mine.Text("status"), mine.Text("endReason")));
        Assert.Equal((7m, 2.80m), (mine.Amount("energyKwh"), mine.Amount("costAmount")));
        Assert.Equal(house.Host.PersonOf(Role.Driver).PersonId.ToString(), mine.Text("driverId"));
    }

    [Fact]
    public async Task A_simulated_charger_is_started_and_stopped_from_afar_and_billed_what_it_metered()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "SIM-1");
        await using var charger = host.Charger("SIM-1");
        await charger.ConnectAsync();
        var http = host.Client(Role.Support);

        var started = await http.PostApiAsync("/api/ChargingSession/start-charging-session", new { chargingStationId = station.Id, connectorId = 1, chargeTagId = "GUEST-1" });
        await charger.UntilAsync(one => one.Connector(1) is { HasTransaction: true, EnergyWh: > 20 });
        var id = started.Data.Text("sessionId");
        Assert.Equal("The charger agreed to stop.", (await http.PostApiAsync("/api/ChargingSession/end-charging-session", new { sessionId = id })).Sentence);
        await charger.UntilAsync(one => one.Connector(1) is { HasTransaction: false } && one.QueuedMessages == 0);

        var ended = (await http.GetApiAsync($"/v1/sessions/{id}")).Data;
        Assert.Equal(("COMPLETED", "Remote"), (ended.Text("status"), ended.Text("endReason")));
        Assert.Equal(charger.Connector(1).EnergyWh, ended.Amount("energyKwh") * 1000);
    }
}
