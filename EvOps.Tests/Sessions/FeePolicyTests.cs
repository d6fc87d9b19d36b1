using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Alerts;
using EvOps.Tests.Support;
using EvOps.Tests.Wallets;
using EvOps.Web.StuckSessions;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Sessions;

/// <summary>Whether a driver pays for a session that had to be closed is the operator's policy, and the ledger never hears of what was waived.</summary>
public sealed class FeePolicyTests
{
    private const string Waive = "Sessions:ForceEndedFee=Waive";

    [Theory]
    [InlineData("Charge", 0, -414, null)]
    [InlineData("WaiveBelow", 4.14, -414, null)]
    [InlineData("WaiveBelow", 4.15, 0, "policy: sessions that we had to close are not charged below EUR 4.15")]
    [InlineData("Waive", 0, 0, "policy: sessions that we had to close are not charged")]
    public async Task The_policy_decides_in_the_save_that_closes_the_session(string policy, double below, long balance, string? reason)
    {
        await using var house = await ChargingHouse.OpenAsync($"Sessions:ForceEndedFee={policy}", FormattableString.Invariant($"Sessions:ForceEndedWaiveBelow={below}"));
        await using var charger = await house.ChargerAsync();

        var begun = await house.ClosedAsync(charger);

        var session = await house.SessionAsync(begun.TransactionId);
        var isWaived = reason is not null;
        Assert.Equal((isWaived ? "WAIVED" : "SETTLED", isWaived ? 0m : 4.14m, reason), (session.Text("billStatus"), session.Amount("costAmount"), session.Text("waiveReason")));
        Assert.Equal((10.345m, balance, isWaived ? 0 : 1), (session.Amount("energyKwh"), await house.BalanceAsync(), (await house.EntriesAsync()).Count));
        Assert.Equal(
            isWaived ? "You pay nothing: the fee of € 4.14 was waived." : "You pay € 4.14. If the charger reports a later reading the bill is corrected.",
            (await house.OnlyToldAsync(begun.TransactionId)).Words.Split("10.345 kWh. ")[1]);
        Assert.Equal(isWaived, session.Words().Contains($"The bill of EUR 4.14 was waived; {reason}.", StringComparison.Ordinal));
        Assert.Equal(
            isWaived ? ["ENERGY 4.14", "WAIVED -4.14"] : ["ENERGY 4.14"],
            session.GetProperty("bill").GetProperty("lines").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Amount("amount"):0.00}"));
    }

    [Fact]
    public async Task A_late_word_corrects_the_energy_and_leaves_it_waived()
    {
        await using var house = await ChargingHouse.OpenAsync(Waive);
        await using var charger = await house.ChargerAsync();
        var begun = await house.ClosedAsync(charger);

        for (var i = 0; i < 2; i++) await charger.StopAsync(begun.TransactionId, 12_000);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("WAIVED", 11m, 0m), (session.Text("billStatus"), session.Amount("energyKwh"), session.Amount("costAmount")));
        Assert.Contains("The bill stays waived.", session.Words(), StringComparison.Ordinal);
        Assert.Equal(["ENERGY 4.40", "WAIVED -4.40"], session.GetProperty("bill").GetProperty("lines").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Amount("amount"):0.00}"));
        Assert.Empty(await house.EntriesAsync());
        await house.OnlyToldAsync(begun.TransactionId);
    }

    [Fact]
    public async Task A_late_word_above_the_limit_leaves_it_waived_too()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:ForceEndedFee=WaiveBelow", "Sessions:ForceEndedWaiveBelow=4.20");
        await using var charger = await house.ChargerAsync();
        var begun = await house.ClosedAsync(charger);

        await charger.StopAsync(begun.TransactionId, 12_000);

        Assert.Equal("WAIVED", (await house.SessionAsync(begun.TransactionId)).Text("billStatus"));
        Assert.Empty(await house.EntriesAsync());
    }

    [Theory]
    [InlineData("Waive", "WAIVED", 0)]
    [InlineData("WaiveBelow", "SETTLED", -440)]
    public async Task Where_the_meter_had_told_nothing_only_the_policy_that_never_charges_knows_already(string policy, string status, long balance)
    {
        await using var house = await ChargingHouse.OpenAsync($"Sessions:ForceEndedFee={policy}", "Sessions:ForceEndedWaiveBelow=1");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        await house.UnlockAsync();

        await charger.StopAsync(begun.TransactionId, 12_000);

        Assert.Equal((status, balance), ((await house.SessionAsync(begun.TransactionId)).Text("billStatus"), await house.BalanceAsync()));
    }

    [Fact]
    public async Task A_person_may_charge_all_the_same()
    {
        await using var house = await ChargingHouse.OpenAsync(Waive);
        await using var charger = await house.ChargerAsync();
        var begun = await house.ClosedAsync(charger);

        var decided = await house.Get<ReviewBill>().RunAsync(
            house.Host.ActorOf(Role.Support), $"{begun.TransactionId}", new BillReview(BillDecision.Correct, 10_000, "The driver agreed."), default);

        Assert.True(decided.IsDone, decided.Refusal?.Message);
        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("SETTLED", null, -400L), (session.Text("billStatus"), session.Text("waiveReason"), await house.BalanceAsync()));
        await using var db = house.Host.OpenDb();
        await Books.BalanceAsync(db);
    }

    [Fact]
    public async Task What_is_not_closed_from_here_is_charged_as_ever()
    {
        await using var house = await ChargingHouse.OpenAsync(Waive);
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));

        await charger.StopAsync(begun.TransactionId, 11_000);

        Assert.Equal(("SETTLED", -400L), ((await house.SessionAsync(begun.TransactionId)).Text("billStatus"), await house.BalanceAsync()));
    }

    [Fact]
    public async Task The_preview_says_what_the_policy_will_do_and_what_it_would_have_cost()
    {
        await using var house = await ChargingHouse.OpenAsync(Waive);
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        await charger.ReadAsync(begun.TransactionId, 11_345, powerW: 20_000);
        var row = await house.SessionRowAsync(begun.TransactionId);

        var preview = (await house.Get<CloseSession>().PreviewAsync(row.Id, default))!;

        Assert.Equal((new Money(0, "EUR"), new Money(414, "EUR"), "policy: sessions that we had to close are not charged"), (preview.Cost, preview.Waived, preview.WaiveReason));
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
        Assert.Equal("The session was closed after 10.345\u00a0kWh; the driver pays €\u00a00.00, waived by policy (would be €\u00a04.14).", UnlockStory.Closed(preview));
        var lines = UnlockStory.Consequences(new("CP-1", 1, [preview], true, null));
        Assert.Equal("The session ends after 10.345\u00a0kWh; the driver pays €\u00a00.00, waived by policy (would be €\u00a04.14).", lines[0]);
        Assert.Equal("Should the charger tell its own end later, it stays waived.", lines[1]);
    }

    [Theory]
    [InlineData("Sessions:ForceEndedWaiveBelow", "Sessions:ForceEndedFee=WaiveBelow")]
    [InlineData("Sessions:ForceEndedWaiveBelow", "Sessions:ForceEndedFee=WaiveBelow", "Sessions:ForceEndedWaiveBelow=-1")]
    public async Task A_policy_that_is_none_is_refused_at_the_start(string named, params string[] settings)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => EvOpsHost.StartAsync(settings: settings));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }
}
