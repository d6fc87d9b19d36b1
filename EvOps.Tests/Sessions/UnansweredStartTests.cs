using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Tests.Sessions;

/// <summary>Starts that the charger refuses, never follows, or makes although the house says no.</summary>
public sealed class UnansweredStartTests
{
    [Theory]
    [InlineData("Rejected", "refused to start: Rejected")]
    [InlineData("!", "with an error: InternalError Out of order")]
    public async Task A_charger_that_will_not_start_gives_the_plug_back_with_its_reason(string answer, string words)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStartTransaction"] = answer;

        var failed = await house.UntilAsync(await house.StartedAsync(), "FAILED");

        Assert.Equal("StartRejected", failed.Text("endReason"));
        Assert.Contains(words, failed.Words(), StringComparison.Ordinal);
        Assert.Null(failed.Amount("costAmount"));
        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task A_start_that_was_agreed_to_and_never_comes_fails_at_its_deadline()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StartPendingMinutes=2");
        await using var charger = await house.ChargerAsync();
        var id = await house.StartedAsync();
        await house.UntilAgreedAsync(id);

        house.Clock.Advance(TimeSpan.FromMinutes(2));
        await house.Host.Get<EndOverdueStarts>().RunAsync(default);
        Assert.Equal("STARTING", (await house.SessionAsync(id)).Text("status"));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await house.Host.Get<EndOverdueStarts>().RunAsync(default);

        var failed = await house.SessionAsync(id);
        Assert.Equal(("FAILED", "StartNeverCame"), (failed.Text("status"), failed.Text("endReason")));
        Assert.Contains("CP-1 did not begin within 2 min; the plug is free again.", failed.Words(), StringComparison.Ordinal);
        Assert.Null(await house.HolderAsync());

        var late = await charger.StartAsync();
        Assert.Equal("Accepted", late.Status);
        Assert.NotEqual(id, (await house.SessionAsync(late.TransactionId)).Text("id"));
    }

    [Fact]
    public async Task A_charger_that_does_not_answer_may_still_begin()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStartTransaction"] = "";
        var id = await house.StartedAsync();
        await charger.HearsAsync("RemoteStartTransaction");
        await house.TickUntilAsync(() => house.SessionAsync(id).Result.Words().Contains("did not answer the request to start", StringComparison.Ordinal));

        var begun = await charger.StartAsync();

        Assert.Equal((id, "CHARGING"), ((await house.SessionAsync(begun.TransactionId)).Text("id"), (await house.SessionAsync(id)).Text("status")));
    }

    [Theory]
    [InlineData("BLOCKED-1", "Blocked")]
    [InlineData("EXPIRED-1", "Expired")]
    [InlineData("STRANGER", "Invalid")]
    public async Task A_charger_that_begins_with_a_bad_tag_is_told_so_and_what_flows_is_kept_unbilled(string tag, string verdict)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("BLOCKED-1", TagStatus.Blocked);
        await house.TagAsync("EXPIRED-1", until: house.Now);

        Assert.Equal(verdict, await charger.AuthorizeAsync(tag));
        var begun = await charger.StartAsync(tag, 1000);
        Assert.Equal(verdict, begun.Status);
        Assert.True(begun.TransactionId > 0);
        Assert.Null(await house.HolderAsync());
        Assert.Equal(begun, await charger.StartAsync(tag, 1000));
        await charger.StopAsync(begun.TransactionId, 1200, "DeAuthorized");

        var refused = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("FAILED", "Refused"), (refused.Text("status"), refused.Text("endReason")));
        Assert.Equal((0.2m, null), (refused.Amount("energyKwh"), refused.Amount("costAmount")));
        Assert.Contains("the charger was told to stop", refused.Text("reviewReason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_control_sessions_vouches_for_a_tag_nobody_knows()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        Assert.Equal("Invalid", await charger.AuthorizeAsync("GUEST"));

        var id = await house.StartedAsync("guest");

        Assert.Equal("Accepted", await charger.AuthorizeAsync("GUEST"));
        var begun = await charger.StartAsync("GUEST");
        Assert.Equal("Accepted", begun.Status);
        Assert.Equal(id, (await house.SessionAsync(begun.TransactionId)).Text("id"));
    }

    [Fact]
    public async Task A_refused_start_never_closes_the_running_session()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("BLOCKED-1", TagStatus.Blocked);
        var running = await charger.StartAsync(meterStart: 1000);
        house.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Blocked", (await charger.StartAsync("BLOCKED-1", 2000)).Status);
        Assert.Equal("Invalid", (await charger.StartAsync("STRANGER", 2000)).Status);

        var session = await house.SessionAsync(running.TransactionId);
        Assert.Equal("CHARGING", session.Text("status"));
        Assert.Equal(session.Text("id"), (await house.HolderAsync()).ToString());
    }
}
