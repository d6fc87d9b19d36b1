using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Sessions;

/// <summary>
/// One charging session, from the moment somebody asks for it until its energy and cost are settled. Its id is ours from that
/// first moment; the charger's transaction gets a number of ours when it begins.
/// </summary>
public sealed class Session : IHasRowVersion
{
    private Session()
    {
    }

    private Session(Guid id, Connector connector, ChargePoint chargePoint, string idTag, DateTimeOffset requestedAt)
    {
        Id = id;
        RequestId = Ids.New(requestedAt);
        StationId = chargePoint.StationId;
        ChargePointId = chargePoint.Id;
        ChargePointIdentity = chargePoint.Identity;
        ConnectorId = connector.Id;
        ConnectorNumber = connector.Number;
        IdTag = idTag;
        RequestedAt = requestedAt;
    }

    public Guid Id { get; private init; }

    /// <summary>The id of the request that asked for it; every outside party may name the session by it as well.</summary>
    public Guid RequestId { get; private init; }

    /// <summary>The number the charger calls it by (OCPP 1.6 transactionId), from the moment it began.</summary>
    public int? TransactionId { get; private set; }

    /// <summary>The charger's StartTransaction, as it was told.</summary>
    public ChargerStart? ChargerStart { get; private set; }

    public Guid? StationId { get; private init; }

    public Guid ChargePointId { get; private init; }

    public string ChargePointIdentity { get; private init; } = "";

    public Guid ConnectorId { get; private init; }

    public int ConnectorNumber { get; private init; }

    public string IdTag { get; private init; } = "";

    /// <summary>Whose tag it was when the session began.</summary>
    public Guid? DriverId { get; private set; }

    public SessionState State { get; private set; }

    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>The charger's own time of its start.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? StopRequestedAt { get; private set; }

    /// <summary>The charger's own time of its end, or ours where it never began. Null while the session is open.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public EndReason? EndReason { get; private set; }

    /// <summary>Register at the start, watt-hours.</summary>
    public long? MeterStartWh { get; private set; }

    /// <summary>Register at the end, watt-hours, as the charger said it, even where it is wrong.</summary>
    public long? MeterStopWh { get; private set; }

    /// <summary>Energy that is billed; null while open and where the meter cannot be believed.</summary>
    public long? EnergyWh { get; private set; }

    /// <summary>Price the session began with; later changes do not touch it. Null where the charger stands nowhere yet.</summary>
    public long? PricePerKwhTenThousandths { get; private set; }

    public string? Currency { get; private set; }

    /// <summary>Minor units; null while open and while held for review.</summary>
    public long? CostMinorUnits { get; private set; }

    /// <summary>Percent, first and last that the car told.</summary>
    public int? InitialSoc { get; private set; }

    public int? FinalSoc { get; private set; }

    /// <summary>Why a person should look at the bill before it goes out; null where nobody needs to.</summary>
    public string? ReviewReason { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public KwhPrice? Price => PricePerKwhTenThousandths is { } price && Currency is { } currency ? new KwhPrice(price, currency) : null;

    public Money? Cost => CostMinorUnits is { } cost && Currency is { } currency ? new Money(cost, currency) : null;

    public bool IsOpen => State.IsOpen();

    /// <summary>A start is asked for: the plug is taken from now on, before the charger has heard of it.</summary>
    public static Outcome<Session> Request(Guid id, ChargePoint chargePoint, Connector connector, Station? station, string idTag, Guid? driverId, DateTimeOffset now)
    {
        if (!chargePoint.IsApproved) return Refuse.NotNow("charge_point_not_approved", $"{chargePoint.Identity} has not been approved yet.");
        if (station is { IsActive: false }) return Refuse.NotNow("station_inactive", $"{station.Name} takes no new sessions.");
        if (chargePoint.Status == ConnectorStatus.Faulted) return Refuse.NotNow("charge_point_faulted", $"{chargePoint.Identity} reports a fault ({chargePoint.ErrorCode ?? "no code"}).");
        if (connector.StandsAgainstStart() is { } refusal) return refusal;

        var session = new Session(id, connector, chargePoint, idTag, now) { State = SessionState.Starting };
        session.FixPrice(station, driverId);
        connector.Take(session.Id);
        return session;
    }

    /// <summary>The charger begins by itself (a tag at the reader). The connector must be free.</summary>
    public static Session BegunByCharger(Guid id, ChargePoint chargePoint, Connector connector, Station? station, ChargerStart start, Guid? driverId, DateTimeOffset now)
    {
        if (connector.OpenSessionId is not null) throw new InvalidOperationException($"Connector {connector.Id} already has an open session.");

        var session = new Session(id, connector, chargePoint, start.IdTag, now);
        session.FixPrice(station, driverId);
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
    public static Session Replayed(Guid id, ChargePoint chargePoint, Connector connector, Station? station, ChargerStart start, Guid? driverId, DateTimeOffset now)
    {
        var session = new Session(id, connector, chargePoint, start.IdTag, now);
        session.FixPrice(station, driverId);
        session.Begin(start);
        session.State = SessionState.Completed;
        session.EndReason = Sessions.EndReason.Other;
        session.EndedAt = start.StartedAt;
        session.ReviewReason = "Replayed by a charger that was offline; its StopTransaction has not come yet.";
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
        if (State == SessionState.Stopping) (State, StopRequestedAt) = (SessionState.Charging, null);
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
    public bool Complete(long? meterStopWh, DateTimeOffset at, EndReason reason, MeterTrail trail, Connector connector)
    {
        if (StartedAt is null || MeterStopWh is not null || (State == SessionState.Completed && meterStopWh is null)) return false;

        var wasRefused = State == SessionState.Failed;
        MeterStopWh = meterStopWh;
        FinalSoc = trail.LastSoc ?? FinalSoc;
        InitialSoc ??= trail.FirstSoc;
        Settle(meterStopWh, trail);
        EndedAt = at < StartedAt ? StartedAt : at;
        if (wasRefused) return true;

        State = SessionState.Completed;
        EndReason = reason;
        connector.Release(Id);
        return true;
    }

    /// <summary>
    /// The charger began another session here without ending this one (OCPP 1.6 TC_032_1): closed at the last reading that can be
    /// believed. Its own StopTransaction may still come and then has the last word.
    /// </summary>
    public void Supersede(MeterTrail trail, DateTimeOffset at, Connector connector)
    {
        if (!IsOpen) throw new InvalidOperationException($"Session {Id} has ended already.");
        if (State == SessionState.Starting)
        {
            End(SessionState.Failed, Sessions.EndReason.StartNeverCame, at, connector);
            return;
        }

        InitialSoc ??= trail.FirstSoc;
        FinalSoc = trail.LastSoc;
        Settle(trail.LastRegisterWh ?? MeterStartWh, trail);
        End(SessionState.Completed, Sessions.EndReason.Superseded, trail.LastAt ?? at, connector);
        ReviewReason ??= "The charger began another session without ending this one; billed up to its last reading.";
    }

    private void Begin(ChargerStart start)
    {
        ChargerStart = start;
        State = SessionState.Charging;
        StartedAt = start.StartedAt;
        MeterStartWh = start.MeterStartWh;
        start.BelongsTo(Id);
    }

    private void FixPrice(Station? station, Guid? driverId)
    {
        DriverId = driverId;
        PricePerKwhTenThousandths = station?.PricePerKwhTenThousandths;
        Currency = station?.Currency;
    }

    private void Settle(long? registerAtEnd, MeterTrail trail)
    {
        var verdict = MeterRules.EnergyOf(MeterStartWh ?? 0, registerAtEnd, trail);
        EnergyWh = verdict.EnergyWh;
        ReviewReason = verdict.ReviewReason ?? (EndReason == Sessions.EndReason.Refused ? ReviewReason : null);
        CostMinorUnits = EnergyWh is { } energy ? Price?.CostOf(new Energy(energy)).MinorUnits : null;
    }

    private void End(SessionState state, EndReason reason, DateTimeOffset at, Connector connector)
    {
        State = state;
        EndReason = reason;
        EndedAt = at < StartedAt ? StartedAt : at;
        connector.Release(Id);
    }
}

/// <summary>What has to follow after somebody asked a session to end.</summary>
public enum StopStep
{
    /// <summary>It had not begun and is called off.</summary>
    Cancelled,

    /// <summary>The charger must be asked.</summary>
    AskCharger,

    /// <summary>Nothing: it had ended before.</summary>
    AlreadyEnded,
}
