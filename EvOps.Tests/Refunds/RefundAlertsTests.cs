using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Refunds;

/// <summary>A refund that could not be paid is an alert, and on the list of what needs somebody, until somebody has dealt with it.</summary>
public sealed class RefundAlertsTests
{
    [Fact]
    public async Task A_refund_that_could_not_be_paid_is_an_alert_until_it_is_rejected_or_paid()
    {
        await using var payments = await PaymentServer.OpenAsync();
        await using var house = await RefundHouse.OpenAsync(payments.Settings);
        await house.TopUpAsync(payments);
        var (rejected, paid) = (await house.ApprovedAsync(await house.PaidSessionAsync(), 1), await house.ApprovedAsync(await house.PaidSessionAsync(), 2));
        payments.Mood = Mood.SaysNo;
        await house.PayAsync();

        var open = await OpenAsync(house);
        Assert.Equal(["A refund of EUR 1.00 could not be paid", "A refund of EUR 2.00 could not be paid"], open.Select(a => a.Text("title")!).Order());
        Assert.All(open, alert => Assert.Equal(("refund_failed", "CRITICAL"), (alert.Text("rule"), alert.Text("severity"))));
        Assert.Equal([AttentionKind.RefundFailed, AttentionKind.RefundFailed], await AttentionAsync(house));

        Assert.Equal("REJECTED", (await house.Admin.PostApiAsync($"/v1/refunds/{rejected}/reject", new { reason = "He was paid in cash." })).Data.Text("status"));
        payments.Mood = Mood.Pays;
        Assert.Equal("A refund of EUR 2.00 could not be paid", Assert.Single(await OpenAsync(house)).Text("title"));
        Assert.Equal("APPROVED", (await house.Admin.PostApiAsync($"/v1/refunds/{paid}/retry")).Data.Text("status"));
        await house.PayAsync();

        Assert.Equal("DONE", await house.StatusAsync(paid));
        Assert.Empty(await OpenAsync(house));
        Assert.Empty(await AttentionAsync(house));
    }

    [Fact]
    public async Task Five_at_once_are_one_incident()
    {
        await using var payments = await PaymentServer.OpenAsync();
        await using var house = await RefundHouse.OpenAsync(payments.Settings);
        await house.TopUpAsync(payments);
        var session = await house.PaidSessionAsync(100_000);
        for (var i = 0; i < 5; i++) await house.ApprovedAsync(session, 1);
        payments.Mood = Mood.SaysNo;
        await house.PayAsync();

        Assert.Equal("5 refunds could not be paid", Assert.Single(await OpenAsync(house)).Text("title"));
    }

    [Fact]
    public async Task A_refund_that_nobody_has_decided_about_needs_somebody()
    {
        await using var house = await RefundHouse.OpenAsync();
        await house.AskAsync(await house.PaidSessionAsync(), 1);

        Assert.Equal([AttentionKind.RefundToApprove], await AttentionAsync(house));
        Assert.Empty(await OpenAsync(house));
    }

    private static async Task<List<System.Text.Json.JsonElement>> OpenAsync(RefundHouse house)
    {
        await house.Host.Get<WatchAlerts>().LookAsync(default);
        return [.. (await house.Host.Client(Role.Operator).GetApiAsync("/v1/alerts?status=OPEN")).Data.GetProperty("items").EnumerateArray().Where(a => a.Text("rule") == "refund_failed")];
    }

    private static async Task<List<AttentionKind>> AttentionAsync(RefundHouse house) =>
        [.. (await house.Host.Get<FindAttention>().RunAsync(house.Clock.GetUtcNow(), default)).Select(one => one.Kind).Where(kind => kind is AttentionKind.RefundFailed or AttentionKind.RefundToApprove)];
}
