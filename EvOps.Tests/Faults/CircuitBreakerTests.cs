using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Faults;

/// <summary>When commands are held back, and when they go out again.</summary>
public sealed class CircuitBreakerTests
{
    private readonly FakeClock clock = new();
    private readonly CircuitBreaker breaker = new(new BreakerTerms(Failures: 5, TimeSpan.FromSeconds(60), TrialSuccesses: 2));

    private BreakerReading Now => breaker.Read(clock.GetUtcNow());

    [Fact]
    public void Four_failures_are_no_reason_and_the_fifth_opens_it_for_a_minute()
    {
        for (var i = 0; i < 4; i++) Assert.Equal(BreakerTurn.None, Fail());
        Assert.Equal(new BreakerReading(BreakerState.Closed, 4, null), Now);

        Assert.Equal(BreakerTurn.Opened, Fail());

        Assert.Equal((BreakerState.Open, 5, 60), (Now.State, Now.Failures, Now.RetryAfterSeconds));
        clock.Advance(TimeSpan.FromSeconds(59.5));
        Assert.Equal((BreakerState.Open, 1), (Now.State, Now.RetryAfterSeconds));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal((BreakerState.HalfOpen, (int?)null), (Now.State, Now.RetryAfterSeconds));
    }

    [Fact]
    public void An_answer_between_failures_begins_the_count_anew()
    {
        for (var i = 0; i < 4; i++) Fail();
        breaker.Succeeded();
        for (var i = 0; i < 4; i++) Fail();

        Assert.Equal(new BreakerReading(BreakerState.Closed, 4, null), Now);
    }

    [Fact]
    public void Two_answers_on_trial_close_it()
    {
        Open();
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(BreakerTurn.None, breaker.Succeeded());
        Assert.Equal(BreakerState.HalfOpen, Now.State);
        Assert.Equal(BreakerTurn.Closed, breaker.Succeeded());
        Assert.Equal(new BreakerReading(BreakerState.Closed, 0, null), Now);
    }

    [Fact]
    public void A_failure_on_trial_opens_it_for_another_minute_and_the_answers_before_it_count_no_more()
    {
        Open();
        clock.Advance(TimeSpan.FromSeconds(60));
        breaker.Succeeded();

        // It has been open all along to those who watch: no second line in the history.
        Assert.Equal(BreakerTurn.None, Fail());

        Assert.Equal((BreakerState.Open, 6, 60), (Now.State, Now.Failures, Now.RetryAfterSeconds));
        clock.Advance(TimeSpan.FromSeconds(60));
        breaker.Succeeded();
        Assert.Equal(BreakerState.HalfOpen, Now.State);
        breaker.Succeeded();
        Assert.Equal(BreakerState.Closed, Now.State);
    }

    [Fact]
    public void What_may_have_cured_the_charger_lets_a_trial_out_at_once()
    {
        Open();

        breaker.TryAgain(clock.GetUtcNow());

        Assert.Equal(BreakerState.HalfOpen, Now.State);
        Fail();
        Assert.Equal(BreakerState.Open, Now.State);
    }

    [Fact]
    public void Whatever_comes_it_is_open_only_after_enough_failures_and_closed_only_after_enough_answers() => Always.HoldsFor<(bool Fails, byte Seconds)[]>(steps =>
    {
        var (time, one, terms) = (new FakeClock(), new CircuitBreaker(new BreakerTerms(3, TimeSpan.FromSeconds(100), 2)), (Failures: 0, Successes: 0));
        var wasClosed = true;
        foreach (var (fails, seconds) in steps)
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            if (one.Read(time.GetUtcNow()).State == BreakerState.Open) continue;

            terms = fails ? (terms.Failures + 1, 0) : (wasClosed ? 0 : terms.Failures, terms.Successes + 1);
            if (fails) one.Failed(time.GetUtcNow());
            else one.Succeeded();
            var state = one.Read(time.GetUtcNow()).State;
            if (fails) Assert.Equal(!wasClosed || terms.Failures >= 3 ? BreakerState.Open : BreakerState.Closed, state);
            else if (!wasClosed) Assert.Equal(terms.Successes >= 2 ? BreakerState.Closed : BreakerState.HalfOpen, state);
            if (state == BreakerState.Closed && !wasClosed) terms = (0, 0);
            wasClosed = state == BreakerState.Closed;
        }
    });

    private BreakerTurn Fail() => breaker.Failed(clock.GetUtcNow());

    private void Open()
    {
        for (var i = 0; i < 5; i++) Fail();
    }
}
