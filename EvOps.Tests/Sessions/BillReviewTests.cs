using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Bills that are held, or were wrong: a person decides, the ledger follows, and everything can be read afterwards.</summary>
public sealed class BillReviewTests
{
    [Fact]
    public async Task A_held_bill_charges_nobody_until_it_is_accepted()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var held = await HeldAsync(house);
        Assert.Equal(("HELD", 5m, null, 0m), (held.Text("billStatus"), held.Amount("proposedEnergyKwh"), held.Amount("costAmount"), held.Amount("chargedAmount")));
        Assert.Equal(0, await house.BalanceAsync());

        var accepted = await ReviewAsync(house, held, new { decision = "ACCEPT" });

        Assert.True(accepted.Success, accepted.Body.GetRawText());
        Assert.Equal(("SETTLED", 5m, 2m, 2m), (accepted.Data.Text("billStatus"), accepted.Data.Amount("energyKwh"), accepted.Data.Amount("costAmount"), accepted.Data.Amount("chargedAmount")));
        Assert.Equal(-200, await house.BalanceAsync());
        Assert.Contains("support@test.local accepted the bill with 5.000 kWh.", accepted.Data.Words(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bill_not_held"), await RefusalAsync(house, held, new { decision = "ACCEPT" }));
    }

    [Fact]
    public async Task A_bill_that_went_out_wrong_is_corrected_by_its_difference()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var settled = await SettledAsync(house);
        Assert.Equal(-400, await house.BalanceAsync());

        var lower = await ReviewAsync(house, settled, new { decision = "CORRECT", energyKwh = 7.5, note = "The display showed 7.5." });
        Assert.Equal((3m, 3m, -300), (lower.Data.Amount("costAmount"), lower.Data.Amount("chargedAmount"), await house.BalanceAsync()));

        var higher = await ReviewAsync(house, settled, new { decision = "CORRECT", energyKwh = 10, note = "It was 10 after all." });
        Assert.Equal((4m, 4m, -400), (higher.Data.Amount("costAmount"), higher.Data.Amount("chargedAmount"), await house.BalanceAsync()));

        Assert.Equal([-400, 100, -100], (await house.EntriesAsync()).Select(e => e.Postings[0].MinorUnits));
        Assert.Contains("corrected the bill to 7.500 kWh: The display showed 7.5.", higher.Data.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waived_bill_gives_back_what_was_charged_and_keeps_its_lines()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var settled = await SettledAsync(house);

        var waived = await house.Host.Client(Role.Support).PostApiAsync($"/v1/sessions/{settled.Text("id")}/waive-fee", new { reason = "The charger kept the cable for an hour." });

        Assert.Equal(("WAIVED", 0m, 0m, 0), (waived.Data.Text("billStatus"), waived.Data.Amount("costAmount"), waived.Data.Amount("chargedAmount"), await house.BalanceAsync()));
        Assert.Equal(["ENERGY 4.00", "WAIVED -4.00"], waived.Data.GetProperty("bill").GetProperty("lines").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Amount("amount"):0.00}"));
        Assert.Equal((HttpStatusCode.Conflict, "already_waived"), await RefusalAsync(house, settled, new { decision = "WAIVE", note = "Again." }));
    }

    [Fact]
    public async Task Two_who_decide_at_once_are_one_decision()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var held = await HeldAsync(house);
        var support = house.Host.ActorOf(Role.Support);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            house.Get<ReviewBill>().RunAsync(support, held.Text("id")!, new BillReview(BillDecision.Accept, null, null), default))));

        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.Equal(-200, await house.BalanceAsync());
    }

    [Fact]
    public async Task What_cannot_be_decided_is_refused_with_what_to_change()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var settled = await SettledAsync(house);

        var wordless = await ReviewAsync(house, settled, new { decision = "WAIVE" });
        Assert.Equal("Say why: the driver may ask.", wordless.ErrorOf("note"));
        Assert.Equal("Say how much energy it was.", (await ReviewAsync(house, settled, new { decision = "CORRECT", note = "x" })).ErrorOf("energyKwh"));
        Assert.Equal("Energy is zero or more, and no more than a session can take.", (await ReviewAsync(house, settled, new { decision = "CORRECT", energyKwh = -1, note = "x" })).ErrorOf("energyKwh"));
        Assert.Equal("Energy is in kWh with at most three digits behind the point.", (await ReviewAsync(house, settled, new { decision = "CORRECT", energyKwh = 1.23456, note = "x" })).ErrorOf("energyKwh"));
        Assert.Equal("Say why: the driver may ask.", (await house.Host.Client(Role.Support).PostApiAsync($"/v1/sessions/{settled.Text("id")}/waive-fee", new { reason = " " })).ErrorOf("reason"));

        foreach (var role in new[] { Role.Driver, Role.Operator })
            Assert.Equal(HttpStatusCode.Forbidden, (await house.Host.Client(role).PostApiAsync($"/v1/sessions/{settled.Text("id")}/bill-review", new { decision = "WAIVE", note = "x" })).Status);
        Assert.Equal(-400, await house.BalanceAsync());
    }

    [Fact]
    public async Task An_open_session_has_no_bill_to_decide_about()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);

        var session = await house.SessionAsync(begun.TransactionId);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no_bill"), await RefusalAsync(house, session, new { decision = "WAIVE", note = "x" }));
    }

    [Fact]
    public async Task A_preview_says_what_a_decision_comes_to_and_changes_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var settled = await SettledAsync(house);

        var preview = await house.Get<ReviewBill>().PreviewAsync(house.Host.ActorOf(Role.Support), settled.Text("id")!, new BillReview(BillDecision.Correct, 5_000, null), default);

        Assert.Equal((200, -200), (preview.Value.Bill!.Total.MinorUnits, preview.Value.Due!.Value.MinorUnits));
        Assert.Equal((4m, -400), ((await house.SessionAsync(settled.Text("id")!)).Amount("costAmount"), await house.BalanceAsync()));
    }

    private static async Task<JsonElement> SettledAsync(ChargingHouse house) => await EndedAsync(house, 1000, 11_000);

    // Counts each session from zero: what it took stands in the last word itself.
    private static Task<JsonElement> HeldAsync(ChargingHouse house) => EndedAsync(house, 1_000_000, 5_000);

    private static async Task<JsonElement> EndedAsync(ChargingHouse house, long meterStart, long meterStop)
    {
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: meterStart, at: house.Now.AddMinutes(-30));
        await charger.StopAsync(begun.TransactionId, meterStop);
        return await house.SessionAsync(begun.TransactionId);
    }

    private static Task<ApiAnswer> ReviewAsync(ChargingHouse house, JsonElement session, object body) =>
        house.Host.Client(Role.Support).PostApiAsync($"/v1/sessions/{session.Text("id")}/bill-review", body);

    private static async Task<(HttpStatusCode, string)> RefusalAsync(ChargingHouse house, JsonElement session, object body)
    {
        var refused = await ReviewAsync(house, session, body);
        return (refused.Status, refused.Code);
    }
}
