using System.Net;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Refunds;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Refunds;

/// <summary>Refunds at the API's door: who may ask, who may decide, what is refused and in which words.</summary>
public sealed class RefundsApiTests
{
    [Fact]
    public async Task A_refund_is_asked_for_approved_by_another_paid_and_told()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();

        var asked = await house.AskAsync(session, 1.50m);
        Assert.Equal(("REQUESTED", 1.5m, "EUR", "Other", "support@test.local"), (asked.Data.Text("status"), asked.Data.Amount("amount"), asked.Data.Text("currency"), asked.Data.Text("reasonCode"), asked.Data.Text("requestedBy")));
        var id = asked.Data.GetProperty("id").GetGuid();
        await house.PayAsync();
        Assert.Equal(("REQUESTED", -400), (await house.StatusAsync(id), await house.BalanceAsync()));

        var approved = await house.Admin.PostApiAsync($"/v1/refunds/{id}/approve");
        Assert.Equal(("APPROVED", "admin@test.local"), (approved.Data.Text("status"), approved.Data.Text("decidedBy")));
        await house.PayAsync();
        await house.PayAsync();

        var detail = (await house.Support.GetApiAsync($"/v1/refunds/{id}")).Data;
        Assert.Equal(("DONE", -250), (detail.GetProperty("refund").Text("status"), await house.BalanceAsync()));
        Assert.Equal((4m, 1.5m), (detail.Amount("paid"), detail.Amount("refunded")));
        Assert.Equal([1.5m], detail.GetProperty("entries").EnumerateArray().Select(e => e.Amount("amount")!.Value));
        Assert.Equal([-4m], detail.GetProperty("payments").EnumerateArray().Select(e => e.Amount("amount")!.Value));
        Assert.Equal(["Paid"], detail.GetProperty("attempts").EnumerateArray().Select(a => a.Text("result")));

        var told = (await house.Host.Client(Role.Driver).GetApiAsync("/v1/notices")).Data.GetProperty("items")[0];
        Assert.Equal("€ 1.50 are back in your wallet", told.Text("title"));
        var words = (await house.Support.GetApiAsync($"/v1/sessions/{session}")).Data.Words();
        Assert.Contains("support@test.local asked to refund EUR 1.50: The charger stopped too early.", words, StringComparison.Ordinal);
        Assert.Contains("admin@test.local approved the refund of EUR 1.50.", words, StringComparison.Ordinal);
        Assert.Contains("EUR 1.50 were refunded into the driver's wallet.", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_more_than_was_paid_minus_what_is_refunded_or_under_way()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "more_than_paid"), Of(await house.AskAsync(session, 4.01m)));
        var first = (await house.AskAsync(session, 3m)).Data.GetProperty("id").GetGuid();
        var more = await house.AskAsync(session, 1.01m);
        Assert.Equal("EUR 4.00 were paid and EUR 3.00 are refunded or under way: at most EUR 1.00 can be refunded.", more.Sentence);
        Assert.True((await house.AskAsync(session, 1m)).Success);

        Assert.Equal("REJECTED", (await house.Admin.PostApiAsync($"/v1/refunds/{first}/reject", new { reason = "He charged in full." })).Data.Text("status"));
        Assert.True((await house.AskAsync(session, 3m)).Success);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "more_than_paid"), Of(await house.AskAsync(session, 0.01m)));
        var told = (await house.Host.Client(Role.Driver).GetApiAsync("/v1/notices")).Data.GetProperty("items")[0];
        Assert.Equal("A refund of € 3.00 for charging at CP-1, connector 1 was not granted: He charged in full.", told.Text("message"));
    }

    [Fact]
    public async Task What_cannot_be_refunded_is_said_in_a_sentence()
    {
        await using var house = await RefundHouse.OpenAsync();
        var (session, nobodys) = (await house.PaidSessionAsync(), await house.PaidSessionAsync(hasDriver: false));

        Assert.Equal("The amount is more than zero, and at most 1,000,000.", (await house.AskAsync(session, 0)).ErrorOf("amount"));
        Assert.Equal("The amount is more than zero, and at most 1,000,000.", (await house.AskAsync(session, -1)).ErrorOf("amount"));
        Assert.Equal("EUR has 2 digits behind the point.", (await house.AskAsync(session, 1.005m)).ErrorOf("amount"));
        Assert.Equal("Say why: whoever decides reads it.", (await house.AskAsync(session, 1, reason: " ")).ErrorOf("reason"));
        Assert.Equal("A reason has at most 500 characters.", (await house.AskAsync(session, 1, reason: new string('x', 501))).ErrorOf("reason"));
        Assert.Equal((HttpStatusCode.NotFound, "session_not_found"), Of(await house.AskAsync(Guid.NewGuid(), 1)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "nobody_paid"), Of(await house.AskAsync(nobodys, 1)));
        Assert.Equal((HttpStatusCode.NotFound, "booking_not_found"), Of(await house.Support.PostApiAsync("/v1/refunds", new { bookingId = Guid.NewGuid(), amount = 1, reason = "x" })));
        Assert.Equal((HttpStatusCode.NotFound, "user_not_found"), Of(await house.Support.PostApiAsync("/v1/refunds", new { walletUserId = Guid.NewGuid(), amount = 1, reason = "x" })));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), Of(await house.Support.PostApiAsync("/v1/refunds", new { amount = 1, reason = "x" })));
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Support.PostApiAsync("/v1/refunds", new { sessionId = session, bookingId = session, amount = 1, reason = "x" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Support.PostApiAsync("/v1/refunds", new { sessionId = session, amount = "much", reason = "x" })).Status);
        Assert.Equal((HttpStatusCode.NotFound, "refund_not_found"), Of(await house.Support.GetApiAsync($"/v1/refunds/{Guid.NewGuid()}")));
        Assert.Equal((HttpStatusCode.NotFound, "refund_not_found"), Of(await house.Admin.PostApiAsync($"/v1/refunds/{Guid.NewGuid()}/approve")));
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Support.GetApiAsync("/v1/refunds?status=PERHAPS")).Status);
        Assert.Equal(0, (await house.Support.GetApiAsync("/v1/refunds")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Nobody_decides_about_what_he_asked_for_or_gets_himself_and_above_the_limit_an_administrator_does()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AdminAboveAmount=2"]);
        var session = await house.PaidSessionAsync();
        var second = house.Host.AddPerson("second@test.local", Role.Support);
        var http = As(house, second);
        var (small, large) = ((await house.AskAsync(session, 2m)).Data.GetProperty("id").GetGuid(), (await house.AskAsync(session, 2m - 0.5m, house.Admin)).Data.GetProperty("id").GetGuid());

        var own = await house.Support.PostApiAsync($"/v1/refunds/{small}/approve");
        Assert.Equal((HttpStatusCode.Forbidden, "You asked for this refund: somebody else has to approve it."), (own.Status, own.Sentence));
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Support.PostApiAsync($"/v1/refunds/{small}/reject")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Admin.PostApiAsync($"/v1/refunds/{large}/approve")).Status);
        Assert.True((await http.PostApiAsync($"/v1/refunds/{small}/approve")).Success);

        var much = await house.PaidSessionAsync(100_000);
        var above = (await house.AskAsync(much, 2.01m)).Data.GetProperty("id").GetGuid();
        var refused = await http.PostApiAsync($"/v1/refunds/{above}/approve");
        Assert.Equal((HttpStatusCode.Forbidden, "Above EUR 2.00 an administrator has to approve it."), (refused.Status, refused.Sentence));
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{above}/approve")).Success);

        var again = await house.Admin.PostApiAsync($"/v1/refunds/{above}/reject");
        Assert.Equal((HttpStatusCode.Conflict, "admin@test.local has approved this refund already."), (again.Status, again.Sentence));

        var mine = await house.Support.PostApiAsync("/v1/refunds", new { walletUserId = second.PersonId, amount = 1, reason = "A bad day" });
        var forMe = await http.PostApiAsync($"/v1/refunds/{mine.Data.GetProperty("id").GetGuid()}/approve");
        Assert.Equal("The money would be yours: somebody else has to approve it.", forMe.Sentence);
    }

    [Fact]
    public async Task A_sum_that_is_split_in_many_is_that_sum_for_one_session_and_for_one_driver_within_some_days()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AdminAboveAmount=2"]);
        var http = As(house, house.Host.AddPerson("second@test.local", Role.Support));
        var (session, other) = (await house.PaidSessionAsync(100_000), await house.PaidSessionAsync(100_000));
        async Task<Guid> AskAsync(Guid of, decimal amount) => (await house.AskAsync(of, amount)).Data.GetProperty("id").GetGuid();
        async Task<string?> ApproveAsync(Guid id) => (await http.PostApiAsync($"/v1/refunds/{id}/approve")).Sentence;

        Assert.True((await http.PostApiAsync($"/v1/refunds/{await AskAsync(session, 1.50m)}/approve")).Success);
        var (same, elsewhere) = (await AskAsync(session, 0.51m), await AskAsync(other, 0.51m));
        var credit = (await house.Support.PostApiAsync("/v1/refunds", new { walletUserId = house.Driver, amount = 0.51m, reason = "x" })).Data.GetProperty("id").GetGuid();
        foreach (var id in new[] { same, elsewhere, credit })
            Assert.Equal("With what was approved before it comes to EUR 2.01: above EUR 2.00 an administrator has to approve it.", await ApproveAsync(id));

        // Days later it counts no more for the driver, and for the session it always does.
        await using (var db = house.Host.OpenDb())
            await db.Refunds.Where(r => r.DecidedAt != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.DecidedAt, house.Clock.GetUtcNow().AddDays(-8)), TestContext.Current.CancellationToken);
        Assert.Contains("it comes to EUR 2.01", await ApproveAsync(same), StringComparison.Ordinal);
        Assert.True((await http.PostApiAsync($"/v1/refunds/{elsewhere}/approve")).Success);
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{same}/approve")).Success);
    }

    [Fact]
    public async Task Of_many_who_approve_for_one_driver_at_once_as_many_are_heard_as_fit_below_the_limit()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AdminAboveAmount=2"]);
        List<Guid> asked = [];
        for (var i = 0; i < 8; i++) asked.Add((await house.AskAsync(await house.PaidSessionAsync(), 0.90m, house.Admin)).Data.GetProperty("id").GetGuid());
        var (decide, support) = (house.Host.Get<DecideRefund>(), house.Host.ActorOf(Role.Support));

        var answers = await Task.WhenAll(asked.Select(id => Task.Run(() => decide.RunAsync(support, id, RefundDecision.Approve, null, default))));

        Assert.Equal(2, answers.Count(answer => answer.IsDone));
    }

    [Fact]
    public async Task Nothing_is_approved_by_policy_for_the_one_who_asks_or_in_slices()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AutoApproveBelow=2"]);
        var own = await house.PaidSessionAsync(driver: house.Host.PersonOf(Role.Support).PersonId);
        var (first, second) = (await house.PaidSessionAsync(), await house.PaidSessionAsync());

        Assert.Equal("REQUESTED", (await house.AskAsync(own, 0.50m)).Data.Text("status"));
        Assert.Equal("APPROVED", (await house.AskAsync(own, 0.50m, house.Admin)).Data.Text("status"));
        Assert.Equal("APPROVED", (await house.AskAsync(first, 1.50m)).Data.Text("status"));
        Assert.Equal("REQUESTED", (await house.AskAsync(second, 0.50m)).Data.Text("status"));
    }

    [Fact]
    public async Task Nobody_rejects_without_a_word()
    {
        await using var house = await RefundHouse.OpenAsync();
        var id = (await house.AskAsync(await house.PaidSessionAsync(), 1)).Data.GetProperty("id").GetGuid();

        var silent = await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject");
        Assert.Equal((HttpStatusCode.BadRequest, "Say why: the driver reads it."), (silent.Status, silent.ErrorOf("reason")));
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject", new { reason = "  " })).Status);
        Assert.Equal("REQUESTED", await house.StatusAsync(id));
    }

    [Fact]
    public async Task Only_support_and_administrators_see_refunds()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        var id = (await house.AskAsync(session, 1)).Data.GetProperty("id").GetGuid();

        foreach (var role in new[] { Role.Driver, Role.Operator })
        {
            var http = house.Host.Client(role);
            Assert.Equal(HttpStatusCode.Forbidden, (await house.AskAsync(session, 1, http)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync("/v1/refunds")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync($"/v1/refunds/{id}")).Status);
            foreach (var verb in new[] { "approve", "reject", "retry" })
                Assert.Equal(HttpStatusCode.Forbidden, (await http.PostApiAsync($"/v1/refunds/{id}/{verb}")).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await house.Host.Browser(role).GetAsync($"/refunds/export.csv")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await house.Host.Client().GetApiAsync("/v1/refunds")).Status);
        Assert.Equal("REQUESTED", await house.StatusAsync(id));
    }

    [Fact]
    public async Task Goodwill_goes_into_the_wallet_up_to_a_limit_and_never_alone()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AutoApproveBelow=5", "Refunds:MostGoodwill=20"]);
        Task<ApiAnswer> Give(decimal amount) => house.Support.PostApiAsync("/v1/refunds", new { walletUserId = house.Driver, amount, reason = "Waited in the rain." });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too_much_goodwill"), Of(await Give(20.01m)));
        var given = await Give(3);
        Assert.Equal(("REQUESTED", "Goodwill"), (given.Data.Text("status"), given.Data.Text("reasonCode")));
        await house.Admin.PostApiAsync($"/v1/refunds/{given.Data.GetProperty("id").GetGuid()}/approve");
        await house.PayAsync();

        Assert.Equal(300, await house.BalanceAsync());
    }

    [Fact]
    public async Task Small_ones_are_approved_by_policy_until_together_they_are_not_small()
    {
        await using var house = await RefundHouse.OpenAsync(["Refunds:AutoApproveBelow=2"]);
        var session = await house.PaidSessionAsync();

        var first = await house.AskAsync(session, 1.50m);
        var second = await house.AskAsync(session, 0.50m);

        Assert.Equal(("APPROVED", "policy"), (first.Data.Text("status"), first.Data.Text("decidedBy")));
        Assert.Equal("REQUESTED", second.Data.Text("status"));
        await house.PayAsync();
        Assert.Equal(-250, await house.BalanceAsync());
    }

    [Fact]
    public async Task A_bill_that_is_waived_afterwards_gives_back_only_what_is_left_and_the_rest_once_a_refund_is_rejected()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        await house.ApprovedAsync(session, 1);
        await house.PayAsync();
        var open = (await house.AskAsync(session, 0.50m)).Data.GetProperty("id").GetGuid();
        Assert.Equal(-300, await house.BalanceAsync());

        Assert.True((await house.Support.PostApiAsync($"/v1/sessions/{session}/waive-fee", new { reason = "Sorry." })).Success);
        Assert.Equal(-50, await house.BalanceAsync());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "more_than_paid"), Of(await house.AskAsync(session, 0.01m)));

        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{open}/reject", new { reason = "Waived already." })).Success);
        Assert.Equal(0, await house.BalanceAsync());
    }

    [Fact]
    public async Task Every_step_stands_in_the_audit_trail_those_refused_as_well()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        var id = (await house.AskAsync(session, 1)).Data.GetProperty("id").GetGuid();
        await house.Support.PostApiAsync($"/v1/refunds/{id}/approve");
        await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject", new { reason = "No." });
        await house.Admin.PostApiAsync($"/v1/refunds/{id}/retry");

        await using var db = house.Host.OpenDb();
        var lines = await db.Set<AuditEntry>().Where(e => e.Action.EndsWith("refund")).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => $"{e.Action}: {e.Outcome}").ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["approve refund: You asked for this refund: somebody else has to approve it.", "ask for refund: done", "raise again refund: Only a refund that failed can be raised again.", "reject refund: done"],
            lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_list_is_filtered_by_status_and_paged_and_exported()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        await house.ApprovedAsync(session, 1);
        await house.AskAsync(session, 0.50m, reason: "=cmd");
        await house.AskAsync(session, 0.25m);

        var requested = (await house.Support.GetApiAsync("/v1/refunds?status=REQUESTED&limit=1")).Data;
        Assert.Equal((2, 1, 0.25m), (requested.GetProperty("total").GetInt32(), requested.GetProperty("items").GetArrayLength(), requested.GetProperty("items")[0].Amount("amount")));
        Assert.Equal(1, (await house.Support.GetApiAsync("/v1/refunds?status=Approved")).Data.GetProperty("total").GetInt32());

        var csv = (await house.Support.GetStringAsync(new Uri(house.Host.Address, "/refunds/export.csv?state=Requested"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, csv.Length);
        Assert.Contains(csv, line => line.Contains(",'=cmd,", StringComparison.Ordinal));
    }

    private static (HttpStatusCode, string) Of(ApiAnswer answer) => (answer.Status, answer.Code);

    private static HttpClient As(RefundHouse house, Infrastructure.Users.Standing person)
    {
        var http = house.Host.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", house.Host.Get<Web.Users.Tokens>().Issue(person).AccessToken);
        return http;
    }
}
