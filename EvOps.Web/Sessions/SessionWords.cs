using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Sessions;

/// <summary>What is said of a session, in an operator's words.</summary>
public static class SessionWords
{
    /// <summary>What stands between this session and its bill, or why it never became one; null where all is well.</summary>
    public static (Tone Tone, Glyph Glyph, string Sentence)? Trouble(SessionRow row) => row switch
    {
        { State: SessionState.Failed, EndReason: { } reason } => (Tone.Fault, Glyph.Fault, row.ReviewReason is { } why && reason == EndReason.Refused ? $"{Why(reason)} {why}" : Why(reason)),
        { ReviewReason: { } review, BillState: BillState.Waived or BillState.Settled } => (Tone.Attention, Glyph.Attention, review),
        { ReviewReason: { } review, EnergyWh: null } => (Tone.Fault, Glyph.Attention, $"Nothing has been billed: {review}"),
        { ReviewReason: { } review } => (Tone.Attention, Glyph.Attention, review),
        _ => null,
    };

    /// <summary>What the charger has been asked and until when it has time; null where nothing is waited for.</summary>
    public static (Tone Tone, Glyph Glyph, string Sentence)? Pending(SessionRow row, SessionDeadlines deadlines, DateTimeOffset now)
    {
        if (deadlines.Of(row.State, row.RequestedAt, row.StopRequestedAt) is not { } until) return null;

        var by = ShowTime.Clock(until, now, row.TimeZone);
        return (row.State, now < until) switch
        {
            (SessionState.Starting, _) => (Tone.Charging, Glyph.Waiting, $"{row.ChargePoint} has been asked to begin. If it has not by {by}, the start is called off and the plug is free again."),
            (_, true) => (Tone.Charging, Glyph.Waiting, $"{row.ChargePoint} has been asked to stop; it has until {by}."),
            (_, false) => (Tone.Attention, Glyph.Attention, $"{row.ChargePoint} should have stopped by {by} and has not told that it did. Ask again, or unlock the connector from the charger's page."),
        };
    }

    public static string Why(EndReason reason) => reason switch
    {
        EndReason.Local => "Ended at the charger.",
        EndReason.Remote => "Ended from here.",
        EndReason.EVDisconnected => "The car was unplugged.",
        EndReason.EmergencyStop => "The emergency stop was pressed.",
        EndReason.HardReset => "The charger was reset, without notice to the session.",
        EndReason.SoftReset => "The charger was reset.",
        EndReason.PowerLoss => "The charger lost its power.",
        EndReason.Reboot => "The charger rebooted.",
        EndReason.UnlockCommand => "The connector was unlocked from here.",
        EndReason.DeAuthorized => "The charger ended it because the tag was refused.",
        EndReason.ForceEnded => "Closed from here at the meter's last word.",
        EndReason.Superseded => "The charger began another session on this connector without ending this one.",
        EndReason.StartRejected => "The charger refused to start.",
        EndReason.StartNeverCame => "The charger agreed to start and never did.",
        EndReason.ChargerOffline => "The charger could not be reached.",
        EndReason.Refused => "The charger began although it was refused.",
        EndReason.Cancelled => "Called off before the charger began.",
        EndReason.Other => "Ended for a reason the charger did not name.",
    };

    public static string WhyNoEnergy(SessionRow row) => row switch
    {
        { State: SessionState.Starting } => "The charger has not begun.",
        { IsOpen: true } => "The charger has sent no reading yet.",
        { State: SessionState.Failed or SessionState.Cancelled } => "It never began to charge.",
        _ => "The meter cannot be believed: see above.",
    };

    public static string WhyNoCost(SessionRow row) => row.Terms is null ? "No price: the charger stood at no station when it began." : WhyNoEnergy(row);

    public static string? Price(SessionRow row) => row.Terms is { DependsOnTime: false, StartFee: 0, Minimum: 0 } terms ? Show.Terms(terms) : null;

    /// <summary>"20 → 63 %".</summary>
    public static string? Charge(SessionRow row)
    {
        var (first, last) = (row.InitialSoc ?? row.Now?.InitialSocPercent, row.Now?.SocPercent ?? row.FinalSoc);
        return first is { } from && last is { } to && from != to ? $"{from} → {Show.Percent(to)}" : Show.Percent(last ?? first);
    }

    /// <summary>"16.0 / 15.9 / 16.0 A", a figure for each phase the charger told, in thousandths; null where it told none.</summary>
    public static string? Phases(Func<double?, string?> show, PhaseValues? thousandths)
    {
        if (thousandths is not { Highest: not null } told) return null;
        if (told is { L2: null, L3: null }) return show((told.L1 ?? told.Whole) / 1000.0);

        var phases = new[] { told.L1, told.L2, told.L3 }.Select(phase => show(phase / 1000.0) ?? "–").ToArray();
        // The unit once, behind the last.
        return string.Join(" / ", phases[..^1].Select(phase => phase.Split('\u00a0')[0]).Append(phases[^1]));
    }

    public static IReadOnlyList<string> Consequences(SessionRow row) => row.State switch
    {
        SessionState.Starting => ["The plug is free for the next driver at once.", "A charger that begins all the same is asked to stop."],
        SessionState.Stopping => [$"{row.ChargePoint} is asked once more to stop; the session ends with the charger's own last reading."],
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled =>
        [
            $"{row.ChargePoint} is asked to stop charging at connector {row.ConnectorNumber}.",
            row.CostSoFar is { } cost ? $"The session ends with the charger's last reading; so far {Show.Energy(row.EnergySoFarWh)} for {Show.Money(cost)}." : "The session ends with the charger's last reading.",
            "Where the charger is away, it is asked as soon as it is back.",
        ],
    };

    /// <summary>The timeline, newest first.</summary>
    public static IEnumerable<TimelineEntry> Entries(SessionDetail detail) =>
        detail.Events.Reverse().Select(e => new TimelineEntry(e.At, GlyphOf(e.Kind), ToneOf(e.Kind), e.Words, e.Message));

    /// <summary>Why a reading was taken (OCPP 1.6 §7.35 ReadingContext); nothing where it is the usual rhythm.</summary>
    public static string Of(SampleContext context) => context switch
    {
        SampleContext.Periodic => "",
        SampleContext.Clock => "On the clock",
        SampleContext.TransactionBegin => "At the start",
        SampleContext.TransactionEnd => "At the end",
        SampleContext.InterruptionBegin => "Before an interruption",
        SampleContext.InterruptionEnd => "After an interruption",
        SampleContext.Trigger => "Asked for",
        SampleContext.Other => "Other",
    };

    private static Glyph GlyphOf(SessionEventKind kind) => kind switch
    {
        SessionEventKind.Requested => Glyph.Waiting,
        SessionEventKind.Accepted => Glyph.Done,
        SessionEventKind.Started => Glyph.Bolt,
        SessionEventKind.Warning => Glyph.Attention,
        SessionEventKind.StopRequested => Glyph.Stop,
        SessionEventKind.Stopped => Glyph.Ended,
        SessionEventKind.Billed => Glyph.Done,
        SessionEventKind.Failed => Glyph.Fault,
        SessionEventKind.Evidence => Glyph.Attention,
        SessionEventKind.Told => Glyph.Message,
    };

    private static Tone ToneOf(SessionEventKind kind) => kind switch
    {
        SessionEventKind.Requested or SessionEventKind.Accepted or SessionEventKind.Started or SessionEventKind.Billed => Tone.Charging,
        SessionEventKind.Warning or SessionEventKind.Evidence => Tone.Attention,
        SessionEventKind.StopRequested or SessionEventKind.Stopped or SessionEventKind.Told => Tone.Offline,
        SessionEventKind.Failed => Tone.Fault,
    };
}
