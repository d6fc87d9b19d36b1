using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Refunds;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Refunds;

/// <summary>Never more than was paid, and paid once, whoever races and whatever dies in between.</summary>
public sealed class ExactlyOnceTests
{
    [Fact]
    public async Task Of_fifty_who_ask_at_once_as_many_are_served_as_was_paid_for()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        var (ask, support) = (house.Host.Get<AskForRefund>(), house.Host.ActorOf(Role.Support));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ask.RunAsync(support, new($"{session}", null, null, 0.30m, "Race", null), default))));

        // 4.00 were paid: thirteen times 0.30 fit.
        Assert.Equal(13, answers.Count(answer => answer.IsDone));
        Assert.All(answers.Where(answer => !answer.IsDone), answer => Assert.Equal("more_than_paid", answer.Refusal!.Code));
        await using var db = house.Host.OpenDb();
        Assert.Equal(390, await db.Sessions.Where(s => s.Id == session).Select(s => s.RefundedMinorUnits).SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal(13, await db.Refunds.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_who_decide_at_once_are_one_decision()
    {
        await using var house = await RefundHouse.OpenAsync();
        var id = (await house.AskAsync(await house.PaidSessionAsync(), 1)).Data.GetProperty("id").GetGuid();
        var (decide, admin) = (house.Host.Get<DecideRefund>(), house.Host.ActorOf(Role.Admin));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => decide.RunAsync(admin, id, i % 2 == 0 ? RefundDecision.Approve : RefundDecision.Reject, "Race", default))));

        Assert.Single(answers, answer => answer.IsDone);
        Assert.All(answers.Where(answer => !answer.IsDone), answer => Assert.Equal("refund_decided", answer.Refusal!.Code));
    }

    [Fact]
    public async Task Many_runs_of_the_job_at_once_pay_each_refund_once()
    {
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync(100_000);
        for (var i = 0; i < 10; i++) await house.ApprovedAsync(session, 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(house.PayAsync)));

        Assert.Equal(Enumerable.Repeat(100L, 10), await house.GivenBackAsync());
        Assert.Equal(-3000, await house.BalanceAsync());
        Assert.Equal(10, (await house.Support.GetApiAsync("/v1/refunds?status=DONE")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_save_that_fails_after_it_was_paid_is_made_up_for_when_the_lease_has_run_out()
    {
        await using var house = await RefundHouse.OpenAsync();
        var id = await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        house.FailNextSettlement();

        await house.PayAsync();
        Assert.Equal(("EXECUTING", -400), (await house.StatusAsync(id), await house.BalanceAsync()));
        await house.PayAsync();
        Assert.Equal("EXECUTING", await house.StatusAsync(id));

        house.LetLeaseRunOut();
        await house.PayAsync();
        Assert.Equal(("DONE", -300), (await house.StatusAsync(id), await house.BalanceAsync()));
        Assert.Equal([100], await house.GivenBackAsync());
    }

    [Fact]
    public async Task What_a_payment_service_paid_before_the_power_went_is_found_there_after_the_restart()
    {
        await using var payments = await PaymentServer.OpenAsync();
        await using var house = await RefundHouse.OpenAsync(payments.Settings);
        await house.TopUpAsync(payments);
        var id = await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        house.FailNextSettlement();
        await house.PayAsync();
        Assert.Single(payments.Paid);
        Assert.Equal("EXECUTING", await house.StatusAsync(id));

        await house.Host.StopAsync();
        house.LetLeaseRunOut();
        await house.Host.StartAgainAsync();
        await house.PayAsync();
        await HostChargers.UntilAsync(async () => await house.StatusAsync(id) == "DONE");

        Assert.Equal(("re_1", 100L), (payments.Paid.Single().Id, payments.Paid.Single().Amount));
        Assert.Single(payments.Keys);
        Assert.Equal([100], await house.GivenBackAsync());
        // What was given back left the house by the payment service.
        Assert.Equal(4600, await house.BalanceAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_people_decide_and_whatever_breaks_the_driver_never_gets_more_than_he_paid(int seed)
    {
        var random = new Random(seed);
        await using var house = await RefundHouse.OpenAsync();
        var session = await house.PaidSessionAsync();
        List<Guid> asked = [];
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    var answer = await house.AskAsync(session, random.Next(1, 250) / 100m);
                    if (answer.Success) asked.Add(answer.Data.GetProperty("id").GetGuid());
                    break;
                case 2 when asked.Count > 0:
                    await house.Admin.PostApiAsync($"/v1/refunds/{asked[random.Next(asked.Count)]}/{(random.Next(2) == 0 ? "approve" : "reject")}", new { reason = "Dice" });
                    break;
                case 3:
                    await house.Host.Get<ReviewBill>().RunAsync(house.Host.ActorOf(Role.Support), $"{session}", new(BillDecision.Correct, random.Next(0, 12_000), "Again"), default);
                    break;
                case 4:
                    if (random.Next(2) == 0) house.FailNextSettlement();
                    await house.PayAsync();
                    break;
                default:
                    house.LetLeaseRunOut();
                    break;
            }

            await using var db = house.Host.OpenDb();
            var row = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == session, TestContext.Current.CancellationToken);
            var balance = await house.BalanceAsync();
            Assert.InRange(row.RefundedMinorUnits, 0, row.BookedMinorUnits);
            Assert.True(balance <= 0, $"seed {seed}, step {step}: the driver has {balance} and never paid in.");
            Assert.Equal(await db.Refunds.Where(r => r.State != RefundState.Rejected).SumAsync(r => r.AmountMinorUnits, TestContext.Current.CancellationToken), row.RefundedMinorUnits);
            Assert.Equal(balance, (await house.GivenBackAsync()).Sum() - row.BookedMinorUnits);
        }
    }
}
