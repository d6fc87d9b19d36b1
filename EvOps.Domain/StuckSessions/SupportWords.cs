using System.Globalization;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Domain.StuckSessions;

/// <summary>
/// The answer for a driver on the phone: what is going on, what to do next, what it costs. Pure: the same facts, the same words. The
/// next step is always the gentlest that helps.
/// </summary>
public static class SupportWords
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static SupportAnswer Answer(SupportFacts facts)
    {
        var (step, next) = Next(facts);
        return new(IsTrouble(facts), State(facts), step, next, Cost(facts));
    }

    private static bool IsTrouble(SupportFacts facts) =>
        facts.Verdict is { IsStuck: true } || facts.State == SessionState.Failed || facts.Bill == BillState.Held || (facts.State?.IsOpen() == true && !facts.IsOnline);

    private static string State(SupportFacts facts) => facts.State is { } state ? StateOfSession(facts, state)
        : facts.ChargePoint is null ? "No session is open, and there was none in the last 24 hours."
        : $"No session is open on {Plug(facts)}, and there was none in the last 24 hours; {PlugState(facts)}.";

    private static string StateOfSession(SupportFacts facts, SessionState state) => state switch
    {
        SessionState.Starting when facts.Verdict is { IsStuck: true } stuck => Stuck(facts, stuck),
        SessionState.Starting => $"{Capital(Plug(facts))} was asked at {Clock(facts, facts.RequestedAt)} to charge {Car(facts)} and has not begun.",
        SessionState.Charging or SessionState.Stopping when facts.Verdict is { IsStuck: true } stuck => Stuck(facts, stuck),
        SessionState.Stopping => $"{Capital(Plug(facts))} was asked at {Clock(facts, facts.StopRequestedAt ?? facts.Now)} to stop charging {Car(facts)} and has not confirmed it{SoFar(facts)}.",
        SessionState.Charging when !facts.IsOnline => $"{Capital(Plug(facts))} was charging {Car(facts)} when the charger's connection was lost{Ago(facts, facts.ConnectionChangedAt)}{SoFar(facts)}.",
        SessionState.Charging => $"{Capital(Plug(facts))} {Doing(facts)} {Car(facts)} since {Clock(facts, facts.StartedAt ?? facts.RequestedAt)}{SoFar(facts)}.",
        SessionState.Completed => $"The session of {Car(facts)} on {Plug(facts)} ended at {Clock(facts, facts.EndedAt ?? facts.Now)}{(facts.EnergyWh is { } energy ? $" after {Energy(energy)}" : ", and its meter cannot be believed")}.",
        SessionState.Failed => $"The start of {Car(facts)} on {Plug(facts)} failed at {Clock(facts, facts.EndedAt ?? facts.RequestedAt)}: {Why(facts.EndReason)}.",
        SessionState.Cancelled => $"The start of {Car(facts)} on {Plug(facts)} was called off at {Clock(facts, facts.EndedAt ?? facts.RequestedAt)}, before the charger had begun.",
    };

    private static string Doing(SupportFacts facts) => facts.ConnectorStatus switch
    {
        ConnectorStatus.SuspendedEV => "gives no energy for now, because the car takes none; it has held",
        ConnectorStatus.SuspendedEVSE => "gives no energy for now, because of a load limit or a schedule; it has held",
        ConnectorStatus.Unknown or ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Charging or ConnectorStatus.Finishing
            or ConnectorStatus.Reserved or ConnectorStatus.Unavailable or ConnectorStatus.Faulted => "has been charging",
    };

    private static string Stuck(SupportFacts facts, StuckVerdict verdict)
    {
        var first = verdict.Evidence[0];
        var time = For(facts.Now - first.Since);
        return $"The session of {Car(facts)} on {Plug(facts)} is stuck: " + first.Kind switch
        {
            EvidenceKind.ConnectorReleased => $"the plug has been free for {time} and the session is still open.",
            EvidenceKind.StopIgnored => $"the charger was asked to stop {time} ago and has not.",
            EvidenceKind.StartNeverCame => $"the charger was asked to start {time} ago and has not begun.",
            EvidenceKind.RebootedSince => $"the charger restarted {time} ago and has said nothing of it since.",
            EvidenceKind.MeterSilent => $"the charger has sent no reading for {time}.",
            EvidenceKind.EnergyFlat => $"the car has taken no energy for {time}.",
            EvidenceKind.ChargerOffline => $"the charger has not been connected for {time}.",
            EvidenceKind.TooLong => $"it has been open for {time}, longer than any session lasts.",
        };
    }

    private static (SupportStep Step, string Words) Next(SupportFacts facts) => facts.State is { } state ? NextOfSession(facts, state)
        : facts.ChargePoint is null ? (SupportStep.AskDriver, "Ask the driver for the code on the plug, and search for that.")
        : Free(facts);

    private static (SupportStep Step, string Words) NextOfSession(SupportFacts facts, SessionState state) => state switch
    {
        SessionState.Starting or SessionState.Charging or SessionState.Stopping when IsJustBack(facts) =>
            (SupportStep.Wait, "Wait 2 minutes: the charger has just come back and may still tell what it kept."),
        SessionState.Starting or SessionState.Charging or SessionState.Stopping when facts.Verdict is { IsStuck: true, Remedy: { } remedy } => Remedied(facts, remedy),
        SessionState.Starting when !facts.IsOnline => (SupportStep.OtherPlug, "Ask the driver to take another charger: this one cannot be reached."),
        SessionState.Starting => (SupportStep.AskDriver, "Ask the driver to plug the car in; then the charger begins within a minute."),
        SessionState.Charging or SessionState.Stopping when !facts.IsOnline =>
            (SupportStep.Wait, "Wait for the charger to come back: it goes on by itself and tells its readings then. The driver can stop it at the charger."),
        SessionState.Stopping => (SupportStep.Wait, "Wait a minute: the charger stops by itself. The driver leaves the cable in until then."),
        SessionState.Charging => Charging(facts),
        SessionState.Completed or SessionState.Failed or SessionState.Cancelled => Ended(facts),
    };

    private static (SupportStep, string) Charging(SupportFacts facts)
    {
        if (facts.ConnectorStatus == ConnectorStatus.Faulted) return Stop(facts, "The charger reports a fault at this connector. Stop the session, and ask the driver to take another connector.");
        if (Rules(facts, Harmless.CarIsFull)) return (SupportStep.AskDriver, "Nothing is wrong: the car is full. Ask the driver to press stop on the charger and to unplug.");
        if (facts.ConnectorStatus == ConnectorStatus.SuspendedEV) return (SupportStep.AskDriver, "Ask the driver to look at the car: it takes no energy, because of a timer, a limit or a lock.");
        if (facts.ConnectorStatus == ConnectorStatus.SuspendedEVSE) return (SupportStep.Wait, "Wait: the charger holds back by itself and goes on when it may.");
        return (SupportStep.AskDriver, "Nothing is wrong. If the driver wants to leave: ask the driver to press stop on the charger.");
    }

    private static (SupportStep, string) Remedied(SupportFacts facts, Remedy remedy) => remedy switch
    {
        Remedy.Ask when !facts.IsOnline => (SupportStep.Wait, "Wait for the charger to come back: it may go on charging by itself. The driver can stop it at the charger."),
        Remedy.Ask => (SupportStep.AskDriver, "Ask the driver whether the charger shows that it charges. If it does not: ask the driver to press stop on the charger."),
        Remedy.RemoteStop => Stop(facts, "Ask the driver to press stop on the charger; where that does nothing, stop the session from here."),
        Remedy.Unlock or Remedy.SoftReset or Remedy.HardReset or Remedy.Close => Unlock(facts),
    };

    private static (SupportStep, string) Stop(SupportFacts facts, string words) => facts.MayStop
        ? (SupportStep.StopSession, words)
        : (SupportStep.AskColleague, $"{words} Your role may not stop it: support, an operator or an administrator can.");

    private static (SupportStep, string) Unlock(SupportFacts facts) => facts switch
    {
        { MayUnlock: false } => (SupportStep.AskColleague, $"Connector {facts.ConnectorNumber} has to be unlocked. Your role may not: ask an operator or an administrator to unlock {Plug(facts)}."),
        { IsOnline: false } => (SupportStep.Unlock, $"Unlock connector {facts.ConnectorNumber}: it ends the session in our books. The cable can be released when the charger is back."),
        { State: SessionState.Starting } => (SupportStep.Unlock, $"Unlock connector {facts.ConnectorNumber}: it calls the start off, and nothing is billed. Then start again."),
        _ => (SupportStep.Unlock, $"Unlock connector {facts.ConnectorNumber}: it ends the session and releases the cable."),
    };

    private static (SupportStep, string) Ended(SupportFacts facts) => facts.Bill switch
    {
        BillState.Held when facts.MayReview => (SupportStep.ReviewBill, "Decide about the bill: the meter cannot be believed, and nothing is charged before somebody has."),
        BillState.Held => (SupportStep.AskColleague, "The bill waits for a person. Your role may not decide about it: support or an administrator can."),
        BillState.Provisional => (SupportStep.Wait, $"Wait{(facts.ProvisionalUntil is { } until ? $" until {Clock(facts, until)}" : "")}: the charger may still tell its last reading; then the bill is final."),
        BillState.Settled or BillState.Waived or null => Free(facts),
    };

    // The plug as the next driver, or the same one again, finds it.
    private static (SupportStep, string) Free(SupportFacts facts)
    {
        if (!facts.IsOnline) return (SupportStep.OtherPlug, "Ask the driver to take another charger: this one cannot be reached.");
        if (facts.IsTaken) return (SupportStep.OtherPlug, "Ask the driver to take another connector: another session holds this one.");
        var again = facts.State is null ? "Start it" : "Start it again";
        return facts.ConnectorStatus switch
        {
            ConnectorStatus.Available => (SupportStep.StartAgain, $"{again}: the connector is free."),
            ConnectorStatus.Preparing => (SupportStep.StartAgain, $"{again}: a car is plugged in and waits."),
            ConnectorStatus.Finishing => (SupportStep.AskDriver, "Ask the driver to unplug the car: the session is over and the cable is still in."),
            ConnectorStatus.Charging or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE => facts.MayUnlock
                ? (SupportStep.Unlock, $"Unlock connector {facts.ConnectorNumber}: the charger says that it is in use, and no session holds it.")
                : Unlock(facts),
            ConnectorStatus.Reserved => (SupportStep.OtherPlug, "Ask the driver to take another connector: this one is kept for a booking."),
            ConnectorStatus.Unavailable or ConnectorStatus.Faulted => (SupportStep.OtherPlug, "Ask the driver to take another connector: this one is out of order."),
            ConnectorStatus.Unknown => (SupportStep.StartAgain, $"{again}: nothing is known against it; the charger has not told of this connector lately."),
        };
    }

    private static string PlugState(SupportFacts facts)
    {
        if (!facts.IsOnline) return $"the charger is not connected{(facts.ConnectionChangedAt is { } since ? $", for {For(facts.Now - since)}" : "")}";
        return facts.ConnectorStatus switch
        {
            ConnectorStatus.Available => "the connector is free",
            ConnectorStatus.Preparing => "a car is plugged in and nothing was started",
            ConnectorStatus.Finishing => "a cable is still in",
            ConnectorStatus.Charging or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE => "yet the charger says that it is in use",
            ConnectorStatus.Reserved => "the connector is kept for a booking",
            ConnectorStatus.Unavailable => "the connector is out of service",
            ConnectorStatus.Faulted => "the connector reports a fault",
            ConnectorStatus.Unknown => "the charger has not told how the connector is",
        };
    }

    private static string Cost(SupportFacts facts) => facts.State switch
    {
        SessionState.Charging or SessionState.Stopping => CostOfOpen(facts),
        SessionState.Completed => CostOfEnded(facts),
        null or SessionState.Starting or SessionState.Failed or SessionState.Cancelled => "Nothing has been billed.",
    };

    private static string CostOfOpen(SupportFacts facts)
    {
        if (facts.Cost is not { } cost) return "This session has no price: nothing is billed.";
        return facts.CostIfEnded is { } end
            ? $"So far this costs {MoneyAloud.Of(cost)}; if we end it now you pay {MoneyAloud.Of(end)}."
            : $"So far this costs {MoneyAloud.Of(cost)}; if we end it now somebody looks at the meter before you pay anything.";
    }

    private static string CostOfEnded(SupportFacts facts) => facts.Bill switch
    {
        BillState.Waived => "The bill was taken off: you pay nothing.",
        BillState.Held when facts.Booked is { MinorUnits: > 0 } paid => $"You paid {MoneyAloud.Of(paid)}; somebody looks at the meter once more, and what was too much is given back.",
        BillState.Held => "Nothing has been billed yet: somebody looks at the meter first.",
        BillState.Provisional when facts.Cost is { } cost => $"It comes to {MoneyAloud.Of(cost)}; you pay when the charger has told its last reading.",
        BillState.Settled when facts.Booked is { MinorUnits: > 0 } paid => $"You paid {MoneyAloud.Of(paid)}; nothing is open.",
        BillState.Settled when facts.Cost is { MinorUnits: > 0 } cost => $"It came to {MoneyAloud.Of(cost)}, which no wallet here was charged for.",
        BillState.Provisional or BillState.Settled or null => "Nothing has been billed.",
    };

    private static string Why(EndReason? reason) => reason switch
    {
        EndReason.StartRejected => "the charger refused to start",
        EndReason.StartNeverCame => "the charger agreed to start and never did",
        EndReason.ChargerOffline => "the charger could not be reached",
        EndReason.Refused or EndReason.DeAuthorized => "the tag was refused",
        EndReason.ForceEnded or EndReason.UnlockCommand => "it was called off from here",
        EndReason.Superseded => "the charger began another session",
        EndReason.HardReset or EndReason.SoftReset or EndReason.Reboot => "the charger restarted",
        EndReason.PowerLoss => "the charger lost its power",
        EndReason.EmergencyStop => "the emergency stop was pressed",
        EndReason.EVDisconnected => "the car was unplugged",
        EndReason.Local or EndReason.Remote or EndReason.Cancelled or EndReason.Other or null => "the charger named no reason",
    };

    // What began after it came back has missed nothing.
    private static bool IsJustBack(SupportFacts facts) => Rules(facts, Harmless.JustBack) && facts.RequestedAt < facts.ConnectionChangedAt;

    private static bool Rules(SupportFacts facts, Harmless harmless) => facts.Verdict?.RuledOut.Any(ruled => ruled.Kind == harmless) == true;

    private static string Plug(SupportFacts facts) => $"connector {facts.ConnectorNumber} of {facts.ChargePoint}";

    private static string Car(SupportFacts facts) => facts.Driver is { } driver ? $"{driver}'s car" : $"the car of tag {facts.IdTag}";

    private static string SoFar(SupportFacts facts) => facts.EnergyWh is { } energy ? $"; {Energy(energy)} so far" : "";

    private static string Energy(long wattHours) => string.Create(Plain, $"{wattHours / 1000m:0.0##} kWh");

    private static string Ago(SupportFacts facts, DateTimeOffset? at) => at is { } since ? $" {For(facts.Now - since)} ago" : "";

    // The driver's watch; yesterday's times say so.
    private static string Clock(SupportFacts facts, DateTimeOffset at)
    {
        var zone = Session.ZoneOf(facts.TimeZone);
        var (there, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(facts.Now, zone).Date);
        return there.ToString(there.Date == today ? "HH:mm" : there.Year == today.Year ? "HH:mm 'on' d MMMM" : "HH:mm 'on' d MMMM yyyy", Plain);
    }

    private static string For(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Count((int)time.TotalMinutes, "minute"),
        { TotalDays: < 1 } => time.Minutes == 0 ? Count(time.Hours, "hour") : $"{Count(time.Hours, "hour")} and {Count(time.Minutes, "minute")}",
        _ => time.Hours == 0 ? Count((int)time.TotalDays, "day") : $"{Count((int)time.TotalDays, "day")} and {Count(time.Hours, "hour")}",
    };

    private static string Count(int count, string one) => string.Create(Plain, $"{count} {one}{(count == 1 ? "" : "s")}");

    private static string Capital(string words) => string.Concat(words[..1].ToUpperInvariant(), words.AsSpan(1));
}
