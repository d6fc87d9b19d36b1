using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Sessions;

namespace EvOps.Tests.Faults;

/// <summary>At the reader of a charger that a health monitor calls faulty: nobody begins anything, and no energy goes without a record.</summary>
public sealed class FaultyStartTests
{
    [Fact]
    public async Task A_tag_is_blocked_while_the_charger_is_faulty_and_only_then()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        Assert.Equal("Accepted", await charger.AuthorizeAsync(ChargingHouse.Tag));

        await SayAsync(house, isFaulty: true);
        var answer = (await charger.Client.CallAsync("Authorize", new JsonObject { ["idTag"] = ChargingHouse.Tag }))["idTagInfo"]!;
        Assert.Equal("Blocked", (string?)answer["status"]);
        // The charger's cache forgets it soon.
        Assert.InRange(DateTimeOffset.Parse((string)answer["expiryDate"]!, null) - house.Now, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

        await SayAsync(house, isFaulty: false);
        Assert.Equal("Accepted", await charger.AuthorizeAsync(ChargingHouse.Tag));
    }

    [Fact]
    public async Task Who_charges_there_already_can_end_it_and_nobody_else_is_let_in()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2");
        await charger.StartAsync();

        await SayAsync(house, isFaulty: true);

        Assert.Equal("Accepted", await charger.AuthorizeAsync(ChargingHouse.Tag));
        Assert.Equal("Blocked", await charger.AuthorizeAsync("TAG-2"));
    }

    [Fact]
    public async Task What_begins_all_the_same_is_told_to_stop_and_every_watt_hour_of_it_is_billed()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await SayAsync(house, isFaulty: true);

        var begun = await charger.StartAsync(meterStart: 1000);

        Assert.Equal("Blocked", begun.Status);
        Assert.Equal(begun.TransactionId, (int?)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]);
        var running = await house.SessionAsync(begun.TransactionId);
        Assert.Equal("STOPPING", running.Text("status"));
        Assert.Contains("CP-1 takes no session: a health monitor reported a fault", running.Words(), StringComparison.Ordinal);
        // The same message again is the same transaction, and the same answer.
        Assert.Equal(begun, await charger.StartAsync(meterStart: 1000));

        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await charger.ReadAsync(begun.TransactionId, 1500);
        await charger.StopAsync(begun.TransactionId, 3000, "DeAuthorized");

        var ended = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("COMPLETED", 2m, 0.8m), (ended.Text("status"), ended.Amount("energyKwh"), ended.Amount("costAmount")));
        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task What_began_before_the_fault_and_is_told_late_goes_on()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var before = house.Now;
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await SayAsync(house, isFaulty: true);

        var begun = await charger.StartAsync(at: before);

        Assert.Equal("Accepted", begun.Status);
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
        Assert.Empty(charger.All("RemoteStopTransaction"));
    }

    private static async Task SayAsync(ChargingHouse house, bool isFaulty) =>
        Assert.True((await house.Host.Get<ReportHealth>().RunAsync(new HealthTold(ChargingHouse.Identity, isFaulty, isFaulty ? "smoke" : null, null, FaultSource.Monitor), default)).IsDone);
}
