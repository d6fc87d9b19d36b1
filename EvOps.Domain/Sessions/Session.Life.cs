using EvOps.Domain.Common;
using EvOps.Domain.Stations;

namespace EvOps.Domain.Sessions;

/// <summary>How a session is asked for, begins and ends.</summary>
public sealed partial class Session
{
    /// <summary>A start is asked for: the plug is taken from now on, before the charger has heard of it.</summary>
    public static Outcome<Session> Request(Guid id, ChargePoint chargePoint, Connector connector, StationOffer? offer, string idTag, Guid? driverId, DateTimeOffset now)
    {
        if (!chargePoint.IsApproved) return Refuse.NotNow("charge_point_not_approved", $"{chargePoint.Identity} has not been approved yet.");
        if (offer is { Station: { IsActive: false } station }) return Refuse.NotNow("station_inactive", $"{station.Name} takes no new sessions.");
        if (chargePoint.StandsAgainstStart() is { } fault) return fault;
        if (connector.StandsAgainstStart() is { } refusal) return refusal;

        var session = new Session(id, connector, chargePoint, idTag, now) { State = SessionState.Starting };
        session.FixTerms(offer, driverId);
        connector.Take(session.Id);
        return session;
    }

    /// <summary>The charger begins by itself (a tag at the reader). The connector must be free.</summary>
    public static Session BegunByCharger(Guid id, ChargePoint chargePoint, Connector connector, StationOffer? offer, ChargerStart start, Guid? driverId, DateTimeOffset now)
    {
        if (connector.OpenSessionId is not null) throw new InvalidOperationException($"Connector {connector.Id} already has an open session.");

        var session = new Session(id, connector, chargePoint, start.IdTag, now);
        session.FixTerms(offer, driverId);
        session.Begin(start);
        connector.Take(session.Id);
        return session;
    }

    /// <summary>
    /// The charger began although the house says no (unknown tag, plug already taken). It is answered with a transaction id all the
    /// same (OCPP 1.6 §4.8), so what it may charge before it obeys is known and kept.
    /// </summary>
    public static Session RefusedAtStart(Guid id, ChargePoint chargePoint, Connector connector, ChargerStart start, string reason, DateTimeOffset now)
    {
        var session = new Session(id, connector, chargePoint, start.IdTag, now);
        session.Begin(start);
        session.State = SessionState.Failed;
        session.EndReason = Sessions.EndReason.Refused;
        session.EndedAt = start.StartedAt;
        session.ReviewReason = reason;
        return session;
    }

    /// <summary>
    /// A transaction from before the open session, replayed late by a charger that was offline. It never holds the plug: it is
    /// entered as ended, and its StopTransaction, which is in the same queue, settles it.
    /// </summary>
    /// <param name="waitUntil">How long that StopTransaction is waited for.</param>
    public static Session Replayed(Guid id, ChargePoint chargePoint, Connector connector, StationOffer? offer, ChargerStart start, Guid? driverId, DateTimeOffset waitUntil, DateTimeOffset now)
    {
        var session = new Session(id, connector, chargePoint, start.IdTag, now);
        session.FixTerms(offer, driverId);
        session.Begin(start);
        session.State = SessionState.Completed;
        session.EndReason = Sessions.EndReason.Other;
        session.EndedAt = start.StartedAt;
        session.WaitForWord("Replayed by a charger that was offline; its StopTransaction has not come yet.", waitUntil);
        return session;
    }

    /// <summary>
    /// Whether a start of the charger proves that this open session is over although nobody said so (OCPP 1.6 TC_032_1): the
    /// charger rebooted since, or called the plug free since, or the new start is clearly later than a session could be this young.
    /// Two starts at once prove nothing: then the first keeps the plug.
    /// </summary>
    public bool IsProvedOverBy(ChargerStart start, ChargePoint chargePoint, Connector connector) =>
        State != SessionState.Starting
        && start.StartedAt >= StartedAt
        && (chargePoint.LastBootAt > RequestedAt
            || (connector.Status is ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Finishing && connector.StatusAt > StartedAt)
            || start.StartedAt - StartedAt >= ShortestBeforeNext);

    /// <summary>A car cannot leave and the next one begin to charge in less.</summary>
    private static readonly TimeSpan ShortestBeforeNext = TimeSpan.FromSeconds(5);

    /// <summary>The charger's StartTransaction arrives for a session that was asked for.</summary>
    public void BeginRequested(ChargerStart start)
    {
        if (State != SessionState.Starting) throw new InvalidOperationException($"Session {Id} is {State}, not Starting.");
        Begin(start);
    }

    /// <summary>Somebody asks to end it. Answers in every state; ending twice is no error.</summary>
    public StopStep RequestStop(Connector connector, DateTimeOffset now)
    {
        switch (State)
        {
            case SessionState.Starting:
                End(SessionState.Cancelled, Sessions.EndReason.Cancelled, now, connector);
                return StopStep.Cancelled;
            case SessionState.Charging:
                State = SessionState.Stopping;
                StopRequestedAt = now;
                return StopStep.AskCharger;
            case SessionState.Stopping:
                return StopStep.AskCharger;
            case SessionState.Completed or SessionState.Failed or SessionState.Cancelled:
                return StopStep.AlreadyEnded;
            default:
                throw new InvalidOperationException($"Session {Id} is in no known state.");
        }
    }

    /// <summary>OCPP 1.6 §5.12: the charger will not stop. The session goes on until StopTransaction comes.</summary>
    public void StopWasRejected()
    {
        if (State == SessionState.Stopping) (State, StopRequestedAt, StopOverdueAt) = (SessionState.Charging, null, null);
    }

    /// <summary>The charger agreed to stop, or was away, and its time is over. Said once; the session goes on until somebody frees it. False where that is not so.</summary>
    public bool NoteStopOverdue(DateTimeOffset now)
    {
        if (State != SessionState.Stopping || StopOverdueAt is not null) return false;
        StopOverdueAt = now;
        return true;
    }

    /// <summary>The start will not happen: rejected, out of reach, or never came. False when the charger began in the meantime or the session ended.</summary>
    public bool FailStart(EndReason reason, Connector connector, DateTimeOffset now)
    {
        if (State != SessionState.Starting) return false;
        End(SessionState.Failed, reason, now, connector);
        return true;
    }

    /// <summary>
    /// The charger's last word. Bills what was measured; what cannot be believed is held for review and never billed by guess.
    /// A second stop changes nothing. False when it had ended before, or never began.
    /// </summary>
    /// <param name="waitUntil">Where the stop tells no reading: how long the bill waits for one that is still on its way.</param>
    public bool Complete(long? meterStopWh, DateTimeOffset at, EndReason reason, MeterTrail trail, Connector connector, DateTimeOffset waitUntil)
    {
        if (StartedAt is null || MeterStopWh is not null || (State == SessionState.Completed && meterStopWh is null)) return false;

        var wasRefused = State == SessionState.Failed;
        MeterStopWh = meterStopWh;
        FinalSoc = trail.LastSoc ?? FinalSoc;
        InitialSoc ??= trail.FirstSoc;
        if (WentOut && !IsCorrectedByWord) return TakeLateWord(meterStopWh, trail, connector);

        EndedAt = at < StartedAt ? StartedAt : at;
        Settle(meterStopWh, trail, connector, meterStopWh is null ? waitUntil : null);
        if (WaiveReason is { } waived) TakeOff(waived);
        if (wasRefused) return true;

        State = SessionState.Completed;
        if (EndReason != Sessions.EndReason.ForceEnded) EndReason = reason;
        connector.Release(Id);
        return true;
    }

    /// <summary>
    /// The charger began another session here without ending this one (OCPP 1.6 TC_032_1): closed at the last reading that can be
    /// believed. Its own StopTransaction may still come and then has the last word.
    /// </summary>
    /// <param name="waitUntil">How long the bill waits for that word.</param>
    public void Supersede(MeterTrail trail, DateTimeOffset at, Connector connector, DateTimeOffset waitUntil)
    {
        if (!IsOpen) throw new InvalidOperationException($"Session {Id} has ended already.");
        if (State == SessionState.Starting)
        {
            End(SessionState.Failed, Sessions.EndReason.StartNeverCame, at, connector);
            return;
        }

        InitialSoc ??= trail.FirstSoc;
        FinalSoc = trail.LastSoc;
        End(SessionState.Completed, Sessions.EndReason.Superseded, trail.LastAt ?? at, connector);
        Settle(trail.LastRegisterWh ?? MeterStartWh, trail, connector, waitUntil);
        ReviewReason ??= "The charger began another session without ending this one; billed up to its last reading.";
    }

    /// <summary>
    /// The house closes it, because its charger does not: at the last register that can be believed, at the time of that reading, so that
    /// nobody pays for a plug that was stuck. The plug is free. A StopTransaction that comes all the same has the last word (see
    /// <see cref="Complete"/>). False where it had ended already.
    /// </summary>
    public bool ForceEnd(MeterTrail trail, Connector connector, DateTimeOffset now)
    {
        if (!IsOpen) return false;
        if (State == SessionState.Starting)
        {
            End(SessionState.Failed, Sessions.EndReason.ForceEnded, now, connector);
            return true;
        }

        InitialSoc ??= trail.FirstSoc;
        FinalSoc = trail.LastSoc;
        End(SessionState.Completed, Sessions.EndReason.ForceEnded, trail.LastAt ?? StartedAt ?? now, connector);
        Settle(trail.LastRegisterWh ?? MeterStartWh, trail, connector, waitUntil: null);
        return true;
    }

    /// <summary>
    /// Takes back that the house closed it, because its charger goes on with it: the plug is its own again, and what was booked is
    /// given back until it really ends. Refused once the charger or a person had the last word, or where somebody else has the plug.
    /// </summary>
    public Outcome Reopen(Connector connector, DateTimeOffset now)
    {
        if (IsOpen) return Refuse.NotNow("session_open", "The session is open: there is nothing to take back.");
        if (EndReason != Sessions.EndReason.ForceEnded || StartedAt is null) return Refuse.NotNow("not_force_ended", "Only what was closed from here can be taken back.");
        if (MeterStopWh is not null || IsDecided) return Refuse.NotNow("has_last_word", "The session has had its last word: it cannot be opened again.");
        if (connector.OpenSessionId is not null) return Refuse.Conflict("connector_in_use", "Another session holds the connector by now.");

        connector.Take(Id);
        (State, EndedAt, EndReason, FinalSoc, StopRequestedAt, StopOverdueAt) = (SessionState.Charging, null, null, null, null, null);
        ReopenedAt = now;
        Unbill();
        return Outcome.Done;
    }

    private void Begin(ChargerStart start)
    {
        ChargerStart = start;
        State = SessionState.Charging;
        StartedAt = start.StartedAt;
        MeterStartWh = start.MeterStartWh;
        start.BelongsTo(Id);
    }

    private void End(SessionState state, EndReason reason, DateTimeOffset at, Connector connector)
    {
        State = state;
        EndReason = reason;
        EndedAt = at < StartedAt ? StartedAt : at;
        connector.Release(Id);
    }
}
