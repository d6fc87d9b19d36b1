using EvOps.Domain.Common;

namespace EvOps.Domain.StuckSessions;

/// <summary>How far the sweeper goes by itself.</summary>
public enum StuckMode
{
    /// <summary>It looks, and shows what it sees.</summary>
    Watch,

    /// <summary>It says in the session's timeline what it would do.</summary>
    Propose,

    /// <summary>It does it, a step at a time.</summary>
    Heal,
}

/// <summary>What became of a step.</summary>
public enum StepResult
{
    /// <summary>Written down before it was done; still so after a crash, and then nobody knows.</summary>
    Begun,

    /// <summary>Only said, not done.</summary>
    Proposed,

    Done,
    Refused,
    NoAnswer,
}

/// <summary>
/// One step of the ladder that was taken, or proposed, for a session. Its number within the session is unique in the database: of two
/// nodes that sweep at once one takes the step.
/// </summary>
public sealed class HealingStep
{
    public HealingStep(Guid sessionId, int number, Remedy remedy, StepResult result, DateTimeOffset now) =>
        (Id, SessionId, Number, Remedy, Result, At) = (Ids.New(now), sessionId, number, remedy, result, now);

    private HealingStep()
    {
    }

    public Guid Id { get; private init; }

    public Guid SessionId { get; private init; }

    /// <summary>1, 2, … within the session.</summary>
    public int Number { get; private init; }

    public Remedy Remedy { get; private init; }

    public StepResult Result { get; private set; }

    public DateTimeOffset At { get; private init; }

    public void Finish(StepResult result) => Result = result;
}

/// <summary>Which step comes next. Pure; what was done before is read from the steps, so that a restart changes nothing.</summary>
public static class HealingLadder
{
    /// <summary>Time for a step to show its effect.</summary>
    public static readonly TimeSpan BetweenSteps = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // What moved so lately still moves: no session is closed over its head.
    private static readonly TimeSpan Flowing = TimeSpan.FromMinutes(5);

    /// <param name="steps">Those taken for this session, oldest first; proposals are none.</param>
    /// <param name="isAlone">False where another session of the same charger is open: a reset would end it.</param>
    /// <returns>Null where there is nothing to do now.</returns>
    public static Remedy? Next(StuckVerdict verdict, SessionFacts facts, IReadOnlyList<HealingStep> steps, bool isAlone)
    {
        if (verdict is not { Confidence: Confidence.Medium or Confidence.High, Remedy: { } proposed }) return null;
        if (steps.Count > 0 && facts.Now - steps[^1].At < WaitAfter(steps)) return null;

        var next = Climb(proposed, facts, steps, isAlone);
        return next == Remedy.Close && facts.Now - facts.EnergyMovedAt < Flowing ? null : next;
    }

    private static Remedy Climb(Remedy proposed, SessionFacts facts, IReadOnlyList<HealingStep> steps, bool isAlone)
    {
        // Nobody who is away can be asked for anything.
        if (!facts.IsOnline) return Remedy.Close;
        if (steps.Count == 0) return Remedy.Ask;

        var last = steps.Max(step => step.Remedy);
        var next = last < proposed ? proposed : last < Remedy.Close ? last + 1 : Remedy.Close;
        return next is Remedy.SoftReset or Remedy.HardReset && !isAlone ? Remedy.Close : next;
    }

    // A charger that does not answer is left alone for longer each time.
    private static TimeSpan WaitAfter(IReadOnlyList<HealingStep> steps)
    {
        var unanswered = steps.Reverse().TakeWhile(step => step.Result == StepResult.NoAnswer).Count();
        var wait = BetweenSteps * Math.Pow(2, Math.Min(unanswered, 10));
        return wait < LongestWait ? wait : LongestWait;
    }
}
