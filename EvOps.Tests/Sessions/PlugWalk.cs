using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Tests.Sessions;

/// <summary>One plug with all its sessions, walked through verbs as the use cases call them. Time runs, the charger's clock need not.</summary>
internal sealed class PlugWalk
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private static readonly Guid Driver = Ids.New(Morning);

    private readonly Station station = new(Ids.New(Morning), Morning);
    private readonly Dictionary<Guid, List<BillEntry>> booked = [];
    private readonly ChargePoint chargePoint = new(Ids.New(Morning), "CP-1", isApproved: true, Morning);
    private DateTimeOffset now = Morning;
    private int last;

    public PlugWalk()
    {
        Connector = chargePoint.ConnectorOrNew(1, now);
        Assert.True(station.Describe(new StationDescription("Harbour", 0, 0, "UTC", "EUR", 0.395m), now).IsDone);
    }

    public Connector Connector { get; }

    public List<Session> Sessions { get; } = [];

    /// <summary>The one that holds the plug, or else the last that did.</summary>
    private Session? Current => Sessions.Find(s => s.IsOpen) ?? Sessions.LastOrDefault();

    /// <summary>False where the verb refused, or threw as it must where a use case would not have called it.</summary>
    public bool Take(Step step)
    {
        var isDone = TakeIt(step);

        // As the use cases do: in the same save.
        foreach (var session in Sessions)
            if (session.Book() is { } booking) (booked.TryGetValue(session.Id, out var entries) ? entries : booked[session.Id] = []).Add(booking);
        return isDone;
    }

    private bool TakeIt(Step step)
    {
        now += TimeSpan.FromSeconds(1);
        var at = now.AddSeconds(step.Seconds);
        var session = Current;
        switch (step.Verb)
        {
            case Verb.Request:
                var asked = Session.Request(Ids.New(now), chargePoint, Connector, StationOffer.Plain(station), "TAG", Driver, now);
                if (asked.IsDone) Sessions.Add(asked.Value);
                return asked.IsDone;
            case Verb.BeginByCharger:
                return Allows(() => Sessions.Add(Session.BegunByCharger(Ids.New(now), chargePoint, Connector, StationOffer.Plain(station), Start(step), Driver, now)), Connector.OpenSessionId is null);
            case Verb.RefuseAtStart:
                Sessions.Add(Session.RefusedAtStart(Ids.New(now), chargePoint, Connector, Start(step), "Not known here.", now));
                return true;
            case Verb.Replay:
                Sessions.Add(Session.Replayed(Ids.New(now), chargePoint, Connector, StationOffer.Plain(station), Start(step), Driver, now.AddHours(1), now));
                return true;
            case Verb.Report:
                // Free again or in use, never out of order: starts are to go on.
                return Connector.Report(step.Number % 2 == 0 ? ConnectorStatus.Available : ConnectorStatus.Charging, null, null, null, at, at);
            default:
                return session is not null && Take(step, session, at);
        }
    }

    public bool Complete(Session session, int? meterStop) => session.Complete(meterStop, now, EndReason.Local, Trail(session), Connector, now.AddHours(1));

    /// <summary>What must hold at every moment.</summary>
    public void HoldsTogether()
    {
        Assert.Equal(Sessions.Where(s => s.IsOpen).Select(s => (Guid?)s.Id), Connector.OpenSessionId is { } holder ? [holder] : []);
        foreach (var s in Sessions)
        {
            Assert.Equal(s.IsOpen, s.EndedAt is null);
            Assert.Equal(s.IsOpen, s.EndReason is null);
            Assert.Equal(s.ChargerStart is null, s.StartedAt is null);
            Assert.Equal(s.ChargerStart is null, s.MeterStartWh is null);
            if (s.State is SessionState.Charging or SessionState.Stopping or SessionState.Completed) Assert.NotNull(s.ChargerStart);
            if (s.State is SessionState.Starting or SessionState.Cancelled) Assert.Null(s.ChargerStart);
            if (s.State is SessionState.Charging or SessionState.Stopping) Assert.Equal(s.State == SessionState.Stopping, s.StopRequestedAt is not null);
            if (s.StartedAt is not null) Assert.False(s.EndedAt < s.StartedAt);
            if (s.IsOpen || s.ChargerStart is null) Assert.Null(s.EnergyWh);
            if (s.State == SessionState.Completed && s.EnergyWh is null) Assert.NotNull(s.ReviewReason);
            HoldsInMoney(s);
            Assert.False(s.EnergyWh < 0);
        }
    }

    private void HoldsInMoney(Session s)
    {
        var entries = booked.GetValueOrDefault(s.Id) ?? [];
        Assert.Equal(s.State == SessionState.Completed, s.BillState is not null);
        Assert.Equal(s.BillState == BillState.Provisional, s.ProvisionalUntil is not null);
        Assert.Equal(s.CostMinorUnits, s.Bill?.Total.MinorUnits);
        Assert.False(s.CostMinorUnits < 0);
        Assert.Equal(s.BillState == BillState.Waived, s.WaiveReason is not null);

        // The ledger was told exactly what the bill says, each thing once, and nothing of a bill that is not final.
        Assert.Equal(Enumerable.Range(0, s.Bookings), entries.Select(e => e.Number));
        Assert.Equal(entries.Sum(e => e.MinorUnits), s.BookedMinorUnits);
        if (s.BillState is BillState.Settled or BillState.Waived) Assert.Equal(s.CostMinorUnits ?? 0, s.BookedMinorUnits);
        if (s.BillState is null or BillState.Provisional) Assert.Empty(entries);
    }

    private Session Old(Step step) => Sessions[(int)((uint)step.Number % Sessions.Count)];

    private bool Take(Step step, Session session, DateTimeOffset at)
    {
        switch (step.Verb)
        {
            case Verb.BeginRequested:
                return Allows(() => session.BeginRequested(Start(step)), session.State == SessionState.Starting);
            case Verb.RequestStop:
                return session.RequestStop(Connector, now) != StopStep.AlreadyEnded;
            case Verb.StopWasRejected:
                var wasStopping = session.State == SessionState.Stopping;
                session.StopWasRejected();
                return wasStopping;
            case Verb.FailStart:
                return session.FailStart(EndReason.StartNeverCame, Connector, now);
            case Verb.Complete:
                return session.Complete(step.Number, at, EndReason.Local, Trail(session), Connector, now.AddHours(1));
            case Verb.CompleteWithoutMeter:
                return session.Complete(null, at, EndReason.PowerLoss, Trail(session), Connector, now.AddHours(1));
            case Verb.CompleteAnOldOne:
                return Old(step).Complete(step.Number, at, EndReason.Local, Trail(session), Connector, now.AddHours(1));
            case Verb.Supersede:
                return Allows(() => session.Supersede(Trail(session), now, Connector, now.AddHours(1)), session.IsOpen);
            case Verb.ForceEnd:
                return session.ForceEnd(Trail(session), Connector, now);
            case Verb.SettleWithoutWord:
                return Old(step).SettleWithoutWord();
            case Verb.AcceptBill:
                return Old(step).AcceptBill(Trail(session)).IsDone;
            case Verb.CorrectBill:
                return Old(step).CorrectBill(step.Number, Trail(session)).IsDone;
            case Verb.WaiveBill:
                return Old(step).WaiveBill("Too long a cable.").IsDone;
            case Verb.WaiveByPolicy:
                return Old(step).WaiveByPolicy("policy: none pays");
            case Verb.Request or Verb.BeginByCharger or Verb.RefuseAtStart or Verb.Replay or Verb.Report:
            default:
                throw new InvalidOperationException($"{step.Verb} is about no session.");
        }
    }

    private static bool Allows(Action verb, bool isAllowed)
    {
        if (isAllowed) verb();
        else Assert.Throws<InvalidOperationException>(verb);
        return isAllowed;
    }

    private ChargerStart Start(Step step) => new(Connector.Id, "TAG", now.AddSeconds(step.Seconds), step.Number);

    // A reading in between: near the start, or below it, or none.
    private MeterTrail Trail(Session session) => (last = unchecked(last * 31 + 7) % 1000) switch
    {
        < -500 => default,
        var off => new(session.MeterStartWh + off, now, 20, 60),
    };
}
