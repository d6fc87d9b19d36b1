using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>What can be done to the sessions of a plug, by people, by the house, by its charger and by a charger that is mistaken.</summary>
public enum Verb
{
    Request,
    BeginRequested,
    BeginByCharger,
    RequestStop,
    StopWasRejected,
    FailStart,
    Complete,
    CompleteWithoutMeter,
    CompleteAnOldOne,
    Supersede,
    RefuseAtStart,
    Replay,
    SettleWithoutWord,
    ForceEnd,
    AcceptBill,
    CorrectBill,
    WaiveBill,
    WaiveByPolicy,
    Report,
}

/// <param name="Number">A watt-hour figure, a time, or which of several: whatever the verb needs.</param>
public sealed record Step(Verb Verb, int Number, sbyte Seconds);

/// <summary>One plug under any sequence of verbs in any order: no combination that must not be is ever reached.</summary>
public sealed class SessionPropertyTests
{
    [Fact]
    public void No_sequence_of_verbs_leads_to_a_combination_that_must_not_be() =>
        Always.HoldsFor<Step[]>(steps =>
        {
            var plug = new PlugWalk();
            foreach (var step in steps)
            {
                var before = plug.Sessions.ToDictionary(s => s.Id, Picture.Of);
                plug.Take(step);
                plug.HoldsTogether();
                foreach (var session in plug.Sessions.Where(s => before.ContainsKey(s.Id))) Follows(before[session.Id], session);
            }
        });

    [Fact]
    public void A_verb_that_is_refused_changes_nothing() =>
        Always.HoldsFor<Step[]>(steps =>
        {
            var plug = new PlugWalk();
            foreach (var step in steps)
            {
                var before = (plug.Sessions.Select(Picture.Of).ToList(), plug.Connector.OpenSessionId);
                if (plug.Take(step)) continue;
                Assert.Equal(before.Item1, plug.Sessions.Select(Picture.Of));
                Assert.Equal(before.OpenSessionId, plug.Connector.OpenSessionId);
            }
        });

    [Fact]
    public void A_charger_that_repeats_its_stop_changes_nothing() =>
        Always.HoldsFor<(Step[] Before, int MeterStop, int Again)>(some =>
        {
            var plug = new PlugWalk();
            foreach (var step in some.Before ?? []) plug.Take(step);
            foreach (var session in plug.Sessions.Where(s => s.ChargerStart is not null))
            {
                plug.Complete(session, some.MeterStop);
                var once = Picture.Of(session);

                Assert.False(plug.Complete(session, some.Again));
                Assert.Equal(once, Picture.Of(session));
            }
        });

    /// <summary>What must hold from one moment to the next.</summary>
    private static void Follows(Picture before, Session now)
    {
        if (before.EndedAt is not null) Assert.Equal(before.State, now.State);
        if (before.MeterStopWh is not null) Assert.Equal((before.MeterStopWh, before.EndedAt), (now.MeterStopWh, now.EndedAt));
        if (before.BillState is BillState.Settled or BillState.Waived) Assert.NotEqual(BillState.Provisional, now.BillState);
        if (before.StartedAt is not null) Assert.Equal((before.StartedAt, before.MeterStartWh), (now.StartedAt, now.MeterStartWh));
        Assert.Equal((before.Terms, before.Currency), (now.Terms, now.Currency));
    }

    /// <summary>All of a session that can change.</summary>
    private sealed record Picture(
        SessionState State, DateTimeOffset? StartedAt, DateTimeOffset? StopRequestedAt, DateTimeOffset? EndedAt, EndReason? EndReason,
        long? MeterStartWh, long? MeterStopWh, long? EnergyWh, long? Cost, TariffTerms? Terms, string? Currency, int? InitialSoc, int? FinalSoc, string? Review,
        BillState? BillState, DateTimeOffset? ProvisionalUntil, long? ProposedWh, long Booked, int Bookings)
    {
        public static Picture Of(Session s) => new(
            s.State, s.StartedAt, s.StopRequestedAt, s.EndedAt, s.EndReason, s.MeterStartWh, s.MeterStopWh, s.EnergyWh, s.CostMinorUnits,
            s.Terms, s.Currency, s.InitialSoc, s.FinalSoc, s.ReviewReason, s.BillState, s.ProvisionalUntil, s.ProposedEnergyWh, s.BookedMinorUnits, s.Bookings);
    }
}
