using EvOps.Domain.Common;
using EvOps.Domain.Sessions;

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
/// One step of the ladder that was taken, or proposed, by the sweeper or by a person. Its number within the session is unique in the
/// database: of two nodes that sweep at once one takes the step.
/// </summary>
public sealed class HealingStep
{
    public const int LongestBy = 200, LongestAnswer = 500;

    /// <param name="number">1, 2, … within the session; null where the plug was held by none.</param>
    public HealingStep(Guid? sessionId, int? number, Guid connectorId, ChargerModel model, Remedy remedy, StepResult result, string by, DateTimeOffset now)
    {
        (Id, SessionId, Number, ConnectorId, Remedy, Result, At) = (Ids.New(now), sessionId, number, connectorId, remedy, result, now);
        (Vendor, Model, Firmware) = (model.Vendor, model.Model, model.Firmware);
        By = by.Length > LongestBy ? by[..LongestBy] : by;
    }

    private HealingStep()
    {
    }

    public Guid Id { get; private init; }

    public Guid? SessionId { get; private init; }

    public int? Number { get; private init; }

    public Guid ConnectorId { get; private init; }

    public string Vendor { get; private init; } = "";

    public string Model { get; private init; } = "";

    public string Firmware { get; private init; } = "";

    public Remedy Remedy { get; private init; }

    public StepResult Result { get; private set; }

    /// <summary>The charger's own word for it ("UnlockFailed", "NotSupported"), or what stood against it.</summary>
    public string? Answer { get; private set; }

    /// <summary>Who took it: a person's name, or the sweeper's.</summary>
    public string By { get; private init; } = "";

    /// <summary>The session came right soon after it.</summary>
    public bool Cured { get; private set; }

    public DateTimeOffset At { get; private init; }

    public void Finish(StepResult result, string? answer) => (Result, Answer) = (result, answer?.Length > LongestAnswer ? answer[..LongestAnswer] : answer);

    public void NoteCured() => Cured = true;
}

/// <summary>Which step comes next. Pure; what was done before is read from the steps, so that a restart changes nothing.</summary>
public static class HealingLadder
{
    /// <summary>Time for a step to show its effect.</summary>
    public static readonly TimeSpan BetweenSteps = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // What moved so lately still moves: no session is closed over its head.
    private static readonly TimeSpan Flowing = TimeSpan.FromMinutes(5);

    /// <param name="steps">Those taken since the session was last seen to be fine, oldest first; proposals are none.</param>
    /// <param name="isAlone">False where another session of the same charger is open: a reset would end it.</param>
    /// <param name="behaviour">What is known of the kind of charger: what never works there is passed over. Null where nothing is.</param>
    /// <returns>Null where there is nothing to do now.</returns>
    public static Remedy? Next(StuckVerdict verdict, SessionFacts facts, IReadOnlyList<HealingStep> steps, bool isAlone, ModelBehaviour? behaviour = null)
    {
        if (verdict is not { Confidence: Confidence.Medium or Confidence.High, Remedy: { } proposed }) return null;
        if (steps.Count > 0 && facts.Now - steps[^1].At < WaitAfter(steps)) return null;

        var next = Climb(proposed, facts, steps, isAlone, behaviour);
        return next == Remedy.Close && MayFlow(facts) ? null : next;
    }

    // Whoever has just begun to listen does not know yet.
    private static bool MayFlow(SessionFacts facts) =>
        facts.State != SessionState.Starting && (facts.Now - facts.EnergyMovedAt < Flowing || facts.Now - facts.HouseStartedAt < Flowing);

    private static Remedy? Climb(Remedy proposed, SessionFacts facts, IReadOnlyList<HealingStep> steps, bool isAlone, ModelBehaviour? behaviour)
    {
        // Nobody who is away, or has no socket, can be asked for anything: closed where the evidence is enough for it, else waited for.
        if (!facts.IsOnline || facts.IsVendorManaged) return proposed == Remedy.Close ? Remedy.Close : null;

        var asks = IsOfUse(Remedy.Ask, isAlone, behaviour);
        if (steps.Count == 0 && asks) return Remedy.Ask;

        // Silence alone is asked about again and again, and nothing more is done for it.
        if (proposed == Remedy.Ask) return asks && facts.Now - steps[^1].At >= LongestWait ? Remedy.Ask : null;

        var last = steps.Count == 0 ? Remedy.Ask : steps.Max(step => step.Remedy);
        var next = last < proposed ? proposed : last < Remedy.Close ? last + 1 : Remedy.Close;
        while (next < Remedy.Close && !IsOfUse(next, isAlone, behaviour)) next++;
        return next;
    }

    private static bool IsOfUse(Remedy remedy, bool isAlone, ModelBehaviour? behaviour) =>
        (isAlone || remedy is not (Remedy.SoftReset or Remedy.HardReset)) && behaviour?.Of(remedy) is not ({ NeverWorks: true } or { NeverHelps: true });

    // A charger that does not answer is left alone for longer each time.
    private static TimeSpan WaitAfter(IReadOnlyList<HealingStep> steps)
    {
        var unanswered = steps.Reverse().TakeWhile(step => step.Result == StepResult.NoAnswer).Count();
        var wait = BetweenSteps * Math.Pow(2, Math.Min(unanswered, 10));
        return wait < LongestWait ? wait : LongestWait;
    }
}
