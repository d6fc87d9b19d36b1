using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

/// <summary>What this room says in words on its screens.</summary>
public static class StuckWords
{
    public static string Of(Confidence confidence) => confidence switch
    {
        Confidence.Low => "Weak evidence",
        Confidence.Medium => "Likely",
        Confidence.High => "Sure",
    };

    /// <summary>The evidence as a cause in lists.</summary>
    public static string Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.ConnectorReleased => "Connector free, session open",
        EvidenceKind.StopIgnored => "Stop ignored",
        EvidenceKind.StartNeverCame => "Start never came",
        EvidenceKind.RebootedSince => "Charger rebooted",
        EvidenceKind.MeterSilent => "Meter silent",
        EvidenceKind.EnergyFlat => "Energy flat",
        EvidenceKind.ChargerOffline => "Charger offline",
        EvidenceKind.TooLong => "Open too long",
    };

    /// <summary>As it stands on a button.</summary>
    public static string Button(Remedy remedy) => remedy switch
    {
        Remedy.Ask => "Ask for its state",
        Remedy.RemoteStop => "Ask it to stop",
        Remedy.Unlock => "Unlock",
        Remedy.SoftReset => "Soft reset",
        Remedy.HardReset => "Hard reset",
        Remedy.Close => "Close the session only",
    };

    public static string Of(StepResult result) => result switch
    {
        StepResult.Begun => "under way",
        StepResult.Proposed => "proposed",
        StepResult.Done => "done",
        StepResult.Refused => "refused",
        StepResult.NoAnswer => "no answer",
    };

    public static string Of(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Open => "Still stuck",
        CaseOutcome.Resumed => "Went on by itself",
        CaseOutcome.EndedByItself => "Ended by its charger",
        CaseOutcome.Freed => "Freed by a person",
        CaseOutcome.Healed => "Freed by the sweeper",
    };

    /// <summary>How a stuck session came right; one that was closed and opened again is said to go on.</summary>
    public static string HowItEnded(LatelyFreed one) => one switch
    {
        { Row.IsOpen: true, Case.Outcome: CaseOutcome.Freed or CaseOutcome.Healed } => "Closed from here, and taken back: it goes on",
        { Case: { Outcome: CaseOutcome.Freed, EndedBy: { } by } } => $"{Of(CaseOutcome.Freed)}: {by}",
        _ => Of(one.Case.Outcome),
    };

    public static string Of(StuckMode mode) => mode switch
    {
        StuckMode.Watch => "The sweeper only watches.",
        StuckMode.Propose => "The sweeper proposes; people decide.",
        StuckMode.Heal => "The sweeper frees by itself what it is sure of.",
    };

    public static string Capital(string words) => string.Concat(words[..1].ToUpperInvariant(), words.AsSpan(1));

    /// <summary>What a step will do, a sentence each.</summary>
    public static IReadOnlyList<string> Consequences(StepPreview preview)
    {
        var row = preview.Session.Row;
        List<string> lines = [.. preview.Remedy switch
        {
            Remedy.Ask => [$"{row.ChargePoint} is asked for the state of connector {row.ConnectorNumber}. Nothing else changes."],
            Remedy.RemoteStop => [$"{row.ChargePoint} is asked to end the session. The session stays open until it does.", "The bill follows the charger's own last word."],
            Remedy.Unlock => [$"{row.ChargePoint} is asked to release the cable of connector {row.ConnectorNumber}."],
            Remedy.SoftReset => [$"{row.ChargePoint} ends what it does and starts its software anew; that takes a minute or two.", "Most chargers send the missing end of the session before they do."],
            Remedy.HardReset => [$"{row.ChargePoint} is restarted as if its power had been cut; that takes a few minutes.", "What it had not sent yet may be lost; the session can then be closed from here."],
            Remedy.Close => preview.Ends is { } ends ? [UnlockStory.Closed(ends, isPlan: true), "The cable is not released. Should the charger tell its own end later, the bill is corrected by the difference."] : new[] { "The session has ended already." },
            _ => throw new InvalidOperationException($"{preview.Remedy} is no known remedy."),
        }];
        if (!preview.Session.Facts.IsOnline && preview.Remedy != Remedy.Close) lines.Add($"{row.ChargePoint} is not connected: nothing will reach it now.");
        lines.AddRange(preview.Others.Select(other => $"It also ends the session on connector {other.ConnectorNumber}, {Who(other)}."));
        if (preview.Experience is { } experience) lines.Add(experience);
        return lines;
    }

    private static string Who(SessionRow row) => row.DriverName is { } driver ? $"which is {driver}'s" : $"begun with tag {row.IdTag}";

    /// <summary>"A booking of this connector at 14:00 is blocked."; null where none is.</summary>
    public static string? BookingBlocked(StuckSession stuck) => stuck.BlocksFrom is { } from
        ? $"A booking of this connector {(from > stuck.Facts.Now ? "at" : "since")} {ShowTime.Clock(from, stuck.Facts.Now, stuck.Row.TimeZone)} is blocked."
        : null;

    /// <summary>Why it comes before others; null where nobody waits for the plug.</summary>
    public static string? WhyUrgent(StuckSession stuck) =>
        BookingBlocked(stuck) ?? (stuck.WantedAt is { } wanted ? $"A driver was turned away from this plug at {ShowTime.Clock(wanted, stuck.Facts.Now, stuck.Row.TimeZone)}." : null);
}
