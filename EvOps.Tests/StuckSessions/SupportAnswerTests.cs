using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.StuckSessions;

/// <summary>The answer for a driver on the phone, with a charger on a real socket and a clock that is turned.</summary>
public sealed class SupportAnswerTests
{
    [Fact]
    public async Task A_session_that_charges_and_then_ends_is_told_with_its_cost_by_plug_tag_and_driver()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReportAsync("Charging");
        await charger.ReadAsync(begun.TransactionId, 12_350);

        foreach (var named in new[] { "CP-1/1", ChargingHouse.Tag, EvOpsHost.EmailOf(Role.Driver) })
        {
            var answer = await AnswerAsync(house, named);
            Assert.Contains("Connector 1 of CP-1 has been charging driver's car since ", answer.Text("state"), StringComparison.Ordinal);
            Assert.EndsWith("; 11.35 kWh so far.", answer.Text("state"), StringComparison.Ordinal);
            Assert.Equal(("AskDriver", "So far this costs 4 euros 54; if we end it now you pay 4 euros 54."), (answer.Text("step"), answer.Text("costSentence")));
        }

        await charger.StopAsync(begun.TransactionId, 12_350, "Local");
        await charger.ReportAsync("Available");
        await house.UntilAsync(begun.TransactionId, "COMPLETED");

        var over = await AnswerAsync(house, "CP-1/1");
        Assert.EndsWith(" after 11.35 kWh.", over.Text("state"), StringComparison.Ordinal);
        Assert.Equal(("StartAgain", "Start it again: the connector is free.", "You paid 4 euros 54; nothing is open."), (over.Text("step"), over.Text("nextStep"), over.Text("costSentence")));

        house.Clock.Advance(AnswerSupport.Lately + TimeSpan.FromMinutes(1));
        Assert.StartsWith("No session is open on connector 1 of CP-1, and there was none in the last 24 hours", (await AnswerAsync(house, "CP-1/1")).Text("state"), StringComparison.Ordinal);
        Assert.Equal("You paid 4 euros 54; nothing is open.", (await AnswerAsync(house, over.Text("sessionId")!)).Text("costSentence"));
    }

    [Fact]
    public async Task A_stuck_session_leads_who_may_to_the_unlock_and_everybody_else_to_who_may()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 11_345);
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        await charger.ReportAsync("Available");
        for (var i = 0; i < 9; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(20));
            await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
        }

        var forOperator = await AnswerAsync(house, "CP-1/1");
        Assert.Contains("is stuck: the plug has been free for 3 minutes", forOperator.Text("state"), StringComparison.Ordinal);
        Assert.Equal(("Unlock", true, "So far this costs 4 euros 14; if we end it now you pay 4 euros 14."), (forOperator.Text("step"), forOperator.GetProperty("trouble").GetBoolean(), forOperator.Text("costSentence")));

        var forSupport = await AnswerAsync(house, "CP-1/1", Role.Support);
        Assert.Equal("AskColleague", forSupport.Text("step"));
        Assert.Contains("ask an operator or an administrator to unlock connector 1 of CP-1", forSupport.Text("nextStep"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charger_that_is_away_is_waited_for_and_one_that_is_back_is_given_its_time()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Get<IChargePointLink>().IsConnected(ChargingHouse.Identity)));
        house.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("Wait", (await AnswerAsync(house, "CP-1/1")).Text("step"));

        house.Clock.Advance(TimeSpan.FromMinutes(16));
        var away = await AnswerAsync(house, "CP-1/1");
        Assert.EndsWith("is stuck: the charger has not been connected for 20 minutes.", away.Text("state"), StringComparison.Ordinal);
        Assert.Equal("Wait", away.Text("step"));

        await using var again = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        await HostChargers.UntilAsync(() => Task.FromResult(house.Get<IChargePointLink>().IsConnected(ChargingHouse.Identity)));
        Assert.Equal("Wait 2 minutes: the charger has just come back and may still tell what it kept.", (await AnswerAsync(house, "CP-1/1")).Text("nextStep"));
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task What_nobody_calls_about_and_what_is_not_there_is_refused()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var (support, answer) = (house.Host.ActorOf(Role.Support), house.Get<AnswerSupport>());

        foreach (var kind in new[] { FoundKind.Charger, FoundKind.Station }) Assert.Equal("no_case", (await answer.RunAsync(support, kind, "CP-1", default)).Refusal!.Code);
        Assert.Equal("session_not_found", (await answer.RunAsync(support, FoundKind.Session, "4711", default)).Refusal!.Code);
        Assert.Equal("connector_not_found", (await answer.RunAsync(support, FoundKind.Connector, $"{Guid.NewGuid()}", default)).Refusal!.Code);
        Assert.Equal("person_not_found", (await answer.RunAsync(support, FoundKind.Driver, "nobody", default)).Refusal!.Code);
        Assert.Equal("forbidden", (await answer.RunAsync(house.Host.ActorOf(Role.Driver), FoundKind.Tag, ChargingHouse.Tag, default)).Refusal!.Code);
        var unknown = (await answer.RunAsync(support, FoundKind.Tag, "NEVER-SEEN", default)).Value;
        Assert.Equal(("No session is open, and there was none in the last 24 hours.", (Guid?)null), (unknown.Answer.State, unknown.ConnectorId));
    }

    private static async Task<JsonElement> AnswerAsync(ChargingHouse house, string named, Role role = Role.Operator) =>
        (await house.Host.Client(role).GetApiAsync($"/v1/search?q={Uri.EscapeDataString(named)}")).Data.GetProperty("answer");
}
