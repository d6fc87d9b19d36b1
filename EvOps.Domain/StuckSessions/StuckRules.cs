using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Domain.StuckSessions;

/// <summary>Weighs what is known of an open session. Pure: the same facts, the same verdict, and the reasons with it.</summary>
public static class StuckRules
{
    // A charger that is back tells its queue first; and its first status may still be from before.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    // Clocks differ by a little; by more, a charger's times say nothing.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    // A full battery takes a little now and then; so does one that is nearly full.
    private const int FullPercent = 97, TaperPercent = 80;

    public static StuckVerdict Judge(SessionFacts facts, StuckThresholds limits)
    {
        var ruledOut = HarmlessIn(facts).ToList();
        var evidence = Seen(facts, limits, [.. ruledOut.Select(r => r.Kind)]).Select(seen => Doubted(seen, facts)).OrderByDescending(e => e.Confidence).ThenBy(e => e.Kind).ToList();
        return evidence.Count == 0
            ? new([], ruledOut, null, null, null, "Nothing speaks for its being stuck.")
            : new(evidence, ruledOut, Together(evidence, facts, limits), evidence.Min(e => e.Since), RemedyFor(facts, limits, evidence), SentenceOf(evidence));
    }

    // What a kind of charger has said wrongly before is still shown, and counts for little.
    private static Evidence Doubted(Evidence seen, SessionFacts facts) => facts.Doubtful.Contains(seen.Kind)
        ? seen with { Confidence = Confidence.Low, Words = $"{seen.Words} This model has said so before while all was well." }
        : seen;

    private static IEnumerable<Evidence> Seen(SessionFacts facts, StuckThresholds limits, HashSet<Harmless> harmless)
    {
        if (facts.State == SessionState.Starting)
        {
            if (StartNeverCame(facts, limits) is { } never) yield return never;
            yield break;
        }

        if (facts.IsVendorManaged)
        {
            // Nobody here can ask such a charger anything: all that can be done is to close the session.
            if (ConnectorReleased(facts) is { } free) yield return free with { Remedy = Remedy.Close };
            if (TooLong(facts, limits) is { } open) yield return open with { Remedy = Remedy.Close };
            yield break;
        }

        // How long it has been open does not depend on what the charger may still tell.
        if (TooLong(facts, limits) is { } tooLong) yield return tooLong;
        if (harmless.Contains(Harmless.JustBack)) yield break;
        if (ConnectorReleased(facts) is { } released) yield return released;
        if (StopIgnored(facts, limits) is { } ignored) yield return ignored;
        if (RebootedSince(facts) is { } rebooted) yield return rebooted;
        if (MeterSilent(facts, limits, harmless) is { } silent) yield return silent;
        if (EnergyFlat(facts, limits, harmless) is { } flat) yield return flat;
        if (ChargerOffline(facts, limits) is { } offline) yield return offline;
    }

    private static Evidence? StartNeverCame(SessionFacts facts, StuckThresholds limits) =>
        Overdue(facts, facts.RequestedAt, TimeSpan.FromMinutes(limits.StartPendingMinutes)) is { } since
            ? new(EvidenceKind.StartNeverCame, since, Confidence.High, "The charger was asked to start and has not begun.", Remedy.Close)
            : null;

    private static Evidence? ConnectorReleased(SessionFacts facts)
    {
        if (!facts.IsOnline || facts.ConnectorStatusAt is not { } at) return null;

        // Of two times of one clock it does not matter whether it is right: older than the session is older.
        if (at <= facts.RequestedAt || (facts.ConnectorStatusToldAt ?? at) <= facts.StartedAt) return null;
        return ChargedOnAfter(facts, at) || facts.Now - at < Settling ? null : Released(facts, at);
    }

    // A reading that came later charged on, unless the charger had kept it from before.
    private static bool ChargedOnAfter(SessionFacts facts, DateTimeOffset at) => at < facts.LastReadingAt && !(facts.LastReadingToldAt < facts.ConnectorStatusToldAt);

    private static Evidence? Released(SessionFacts facts, DateTimeOffset at)
    {
        return facts.ConnectorStatus switch
        {
            ConnectorStatus.Available => new(EvidenceKind.ConnectorReleased, at, Confidence.High, "The connector says that it is free while the session is open.", Remedy.Close),
            ConnectorStatus.Preparing => new(EvidenceKind.ConnectorReleased, at, Confidence.Medium, "The connector says that it prepares for a new session while this one is open.", Remedy.Close),
            ConnectorStatus.Finishing => new(EvidenceKind.ConnectorReleased, at, Confidence.Medium, "The connector says that charging has finished, and no end of the session came.", Remedy.RemoteStop),
            ConnectorStatus.Unknown or ConnectorStatus.Charging or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE
                or ConnectorStatus.Reserved or ConnectorStatus.Unavailable or ConnectorStatus.Faulted => null,
        };
    }

    private static Evidence? StopIgnored(SessionFacts facts, StuckThresholds limits) =>
        facts is { State: SessionState.Stopping, StopRequestedAt: { } asked, IsOnline: true } && Overdue(facts, asked, TimeSpan.FromMinutes(limits.StopPendingMinutes)) is { } since
            ? new(EvidenceKind.StopIgnored, since, Confidence.High, "The charger was asked to stop and has not ended the session.", Remedy.Unlock)
            : null;

    private static Evidence? RebootedSince(SessionFacts facts) =>
        facts is { IsOnline: true, LastBootAt: { } boot } && boot > facts.RequestedAt && !(LastSign(facts) > boot) && Overdue(facts, boot, Settling) is { } since
            ? new(EvidenceKind.RebootedSince, since, Confidence.Medium, "The charger booted after the session began and has said nothing of it since.", Remedy.RemoteStop)
            : null;

    private static Evidence? MeterSilent(SessionFacts facts, StuckThresholds limits, HashSet<Harmless> harmless) =>
        facts.IsOnline && !harmless.Overlaps([Harmless.CarIsFull, Harmless.CarPaused, Harmless.ChargerPaused])
            && Overdue(facts, Latest(LastSign(facts), facts.ConnectionChangedAt), TimeSpan.FromMinutes(limits.MeterSilentMinutes)) is { } since
            ? new(EvidenceKind.MeterSilent, since, Confidence.Medium, "The charger is online and sends no readings of the session.", Remedy.Ask)
            : null;

    private static Evidence? EnergyFlat(SessionFacts facts, StuckThresholds limits, HashSet<Harmless> harmless)
    {
        if (harmless.Overlaps([Harmless.CarIsFull, Harmless.CarPaused, Harmless.ChargerPaused, Harmless.Tapering]) || facts.LastReadingAt is not { } read) return null;

        // Readings must go on for as long: one alone shows nothing.
        var since = facts.EnergyMovedAt ?? BegunAt(facts);
        var limit = TimeSpan.FromMinutes(limits.EnergyFlatMinutes);
        return read - since >= limit && Overdue(facts, since, limit) is { } overdue
            ? new(EvidenceKind.EnergyFlat, overdue, Confidence.Medium, "Readings come, and the energy does not move, though the car is neither full nor paused.", Remedy.RemoteStop)
            : null;
    }

    private static Evidence? ChargerOffline(SessionFacts facts, StuckThresholds limits) =>
        !facts.IsOnline && Overdue(facts, facts.ConnectionChangedAt ?? facts.RequestedAt, TimeSpan.FromMinutes(limits.OfflineMinutes)) is { } since
            ? new(EvidenceKind.ChargerOffline, since, Confidence.Low, "The charger is not connected; it may go on charging by itself.", Remedy.Ask)
            : null;

    private static Evidence? TooLong(SessionFacts facts, StuckThresholds limits) =>
        Overdue(facts, facts.RequestedAt, TimeSpan.FromHours(limits.MaxHours), countsDowntime: true) is { } since
            ? new(EvidenceKind.TooLong, since, Confidence.Medium, "The session is open for longer than any session lasts.", Remedy.RemoteStop)
            : null;

    private static IEnumerable<RuledOut> HarmlessIn(SessionFacts facts)
    {
        if (facts.SocPercent >= FullPercent) yield return new(Harmless.CarIsFull, "The car is full and holds the plug.");
        else if (facts is { SocPercent: >= TaperPercent, PowerW: > 0 }) yield return new(Harmless.Tapering, "Power falls because the battery is nearly full.");
        if (facts.ConnectorStatus == ConnectorStatus.SuspendedEV) yield return new(Harmless.CarPaused, "The car takes nothing for now, and the connector says so.");
        if (facts.ConnectorStatus == ConnectorStatus.SuspendedEVSE) yield return new(Harmless.ChargerPaused, "The charger gives nothing for now, and says so: a load limit or a schedule.");
        if (facts.IsOnline && facts.Now - facts.ConnectionChangedAt < Settling) yield return new(Harmless.JustBack, "The charger has just come back and may still tell what it kept.");
        if (facts.HouseStartedAt > facts.RequestedAt) yield return new(Harmless.HouseWasDown, "The house was not listening for part of the time; that part does not count.");
        if (facts.StartedAt > facts.Now + ClockTolerance || (facts.ConnectorStatusToldAt - facts.ConnectorStatusAt)?.Duration() > ClockTolerance)
            yield return new(Harmless.WrongClock, "The charger's times do not agree with ours; what counts is when its word came.");
    }

    // Its own time of the start, as far as it can be believed: a start follows its request soon.
    private static DateTimeOffset BegunAt(SessionFacts facts) => facts.StartedAt - facts.RequestedAt <= TimeSpan.FromHours(1) ? Latest(facts.RequestedAt, facts.StartedAt) : facts.RequestedAt;

    // The last word that the session lives: a reading, or the plug's saying that it charges or waits for the car.
    private static DateTimeOffset LastSign(SessionFacts facts) =>
        Latest(facts.LastReadingAt ?? BegunAt(facts), facts.ConnectorStatus.IsInUse() ? facts.ConnectorStatusAt : null);

    // Null while there is time; otherwise since when there is none left. What happened while nobody listened does not count.
    private static DateTimeOffset? Overdue(SessionFacts facts, DateTimeOffset from, TimeSpan limit, bool countsDowntime = false)
    {
        var counted = countsDowntime ? from : Latest(from, facts.HouseStartedAt);
        return facts.Now - counted >= limit ? counted : null;
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;

    private static Confidence Together(List<Evidence> evidence, SessionFacts facts, StuckThresholds limits) => evidence switch
    {
        [{ Confidence: not Confidence.Low }, _, ..] => Confidence.High,
        [{ Confidence: Confidence.Low }, ..] when IsInactive(facts, limits) => Confidence.Medium,
        _ => evidence[0].Confidence,
    };

    // No sign of the session for so long that nothing is lost by closing it.
    private static bool IsInactive(SessionFacts facts, StuckThresholds limits) =>
        Overdue(facts, Latest(LastSign(facts), facts.EnergyMovedAt), TimeSpan.FromHours(limits.InactiveHours)) is not null;

    // An absent charger cannot be asked, and may go on charging: closed only when it has been away for long and something else speaks for it, too.
    private static Remedy RemedyFor(SessionFacts facts, StuckThresholds limits, List<Evidence> evidence)
    {
        // Of what is equally sure the strongest: enough of it is asked for.
        var remedy = evidence.Where(e => e.Confidence == evidence[0].Confidence).Max(e => e.Remedy);
        if (facts.IsVendorManaged || facts.State == SessionState.Starting) return remedy;
        if (facts.IsOnline) return remedy == Remedy.Ask && IsInactive(facts, limits) ? Remedy.Close : remedy;
        return evidence.Exists(e => e.Kind == EvidenceKind.ChargerOffline) && (evidence.Count > 1 || IsInactive(facts, limits)) ? Remedy.Close : Remedy.Ask;
    }

    private static string SentenceOf(List<Evidence> evidence) =>
        evidence.Count == 1 ? evidence[0].Words : $"{evidence[0].Words} {evidence.Count - 1} more {(evidence.Count == 2 ? "thing speaks" : "things speak")} for it.";
}
