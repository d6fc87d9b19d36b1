namespace EvOps.Tests.Support;

/// <summary>A clock that stands until it is advanced; its timers ring on the thread that advances it, in the order they are due.</summary>
public sealed class FakeClock(DateTimeOffset? start = null) : TimeProvider
{
    private static readonly TimeSpan Leap = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset now = start ?? new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        lock (gate) timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves on and rings what is due on the way. Zero rings what is due at once. A leap of hours is one, as of a machine that slept:
    /// afterwards each timer that was due rings once.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        if (by > Leap)
        {
            LeapOver(by);
            return;
        }

        var until = GetUtcNow() + by;
        while (Next(until) is { } timer) timer.Ring();
        lock (gate) now = until;
    }

    private void LeapOver(TimeSpan by)
    {
        List<FakeTimer> due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(timer => timer.DueAt <= now).OrderBy(timer => timer.DueAt)];
        }
        foreach (var timer in due) timer.Ring();
    }

    private FakeTimer? Next(DateTimeOffset until)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (next is not null && next.DueAt > now) now = next.DueAt.Value;
            return next;
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                DueAt = dueTime < TimeSpan.Zero ? null : clock.now + dueTime;
                period = newPeriod;
            }
            return true;
        }

        public void Ring()
        {
            lock (clock.gate) DueAt = period <= TimeSpan.Zero ? null : DueAt + period < clock.now ? clock.now + period : DueAt + period;
            callback(state);
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                DueAt = null;
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
