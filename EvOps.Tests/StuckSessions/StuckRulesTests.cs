using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.StuckSessions;

/// <summary>What speaks for a session being stuck, and what only looks like it.</summary>
public sealed class StuckRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly StuckThresholds Limits = new();

    /// <summary>Charging since an hour, a reading a minute ago that moved.</summary>
    private static readonly SessionFacts Fine = new()
    {
        Now = Noon,
        HouseStartedAt = Noon.AddDays(-3),
        State = SessionState.Charging,
        RequestedAt = Ago(61),
        StartedAt = Ago(60),
        IsOnline = true,
        ConnectionChangedAt = Ago(600),
        ConnectorStatus = ConnectorStatus.Charging,
        ConnectorStatusAt = Ago(60),
        LastReadingAt = Ago(1),
        EnergyMovedAt = Ago(1),
        PowerW = 11_000,
        SocPercent = 40,
    };

    [Fact]
    public void A_session_that_charges_is_not_stuck() => Assert.False(StuckRules.Judge(Fine, Limits).IsStuck);

    [Fact]
    public void What_a_model_has_said_wrongly_before_counts_for_little()
    {
        var released = Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(5), LastReadingAt = Ago(6) };
        var doubted = StuckRules.Judge(released with { Doubtful = new HashSet<EvidenceKind> { EvidenceKind.ConnectorReleased } }, Limits);

        Assert.Equal((Confidence.High, Confidence.Low), (StuckRules.Judge(released, Limits).Confidence, doubted.Confidence));
        Assert.Contains("has said so before while all was well", doubted.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void After_hours_without_any_sign_weak_evidence_is_enough_to_close()
    {
        var away = Fine with { IsOnline = false, ConnectionChangedAt = Ago(11 * 60), LastReadingAt = Ago(11 * 60), EnergyMovedAt = Ago(11 * 60), RequestedAt = Ago(12 * 60 - 1), StartedAt = Ago(12 * 60 - 1), ConnectorStatusAt = Ago(12 * 60 - 1) };
        Is(EvidenceKind.ChargerOffline, away, Confidence.Low, Remedy.Ask);

        var gone = away with { ConnectionChangedAt = Ago(13 * 60), LastReadingAt = Ago(13 * 60), EnergyMovedAt = Ago(13 * 60), RequestedAt = Ago(14 * 60), StartedAt = Ago(14 * 60), ConnectorStatusAt = Ago(14 * 60) };
        Assert.Equal((Confidence.Medium, Remedy.Close), (StuckRules.Judge(gone, Limits).Confidence, StuckRules.Judge(gone, Limits).Remedy));
    }

    [Fact]
    public void Each_kind_of_evidence_is_seen_by_itself()
    {
        Is(EvidenceKind.ConnectorReleased, Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(5), LastReadingAt = Ago(6) }, Confidence.High, Remedy.Close);
        Is(EvidenceKind.ConnectorReleased, Fine with { ConnectorStatus = ConnectorStatus.Finishing, ConnectorStatusAt = Ago(5), LastReadingAt = Ago(6) }, Confidence.Medium, Remedy.RemoteStop);
        Is(EvidenceKind.StopIgnored, Fine with { State = SessionState.Stopping, StopRequestedAt = Ago(6) }, Confidence.High, Remedy.Unlock);
        Is(EvidenceKind.StartNeverCame, Fine with { State = SessionState.Starting, StartedAt = null, RequestedAt = Ago(4), LastReadingAt = null, EnergyMovedAt = null }, Confidence.High, Remedy.Close);
        Is(EvidenceKind.RebootedSince, Fine with { LastBootAt = Ago(10), LastReadingAt = Ago(11), EnergyMovedAt = Ago(11) }, Confidence.Medium, Remedy.RemoteStop);
        Is(EvidenceKind.MeterSilent, Fine with { LastReadingAt = Ago(16), EnergyMovedAt = Ago(16) }, Confidence.Medium, Remedy.Ask);
        Is(EvidenceKind.EnergyFlat, Fine with { EnergyMovedAt = Ago(32), PowerW = 0 }, Confidence.Medium, Remedy.RemoteStop);
        Is(EvidenceKind.ChargerOffline, Fine with { IsOnline = false, ConnectionChangedAt = Ago(16), LastReadingAt = Ago(17), EnergyMovedAt = Ago(17) }, Confidence.Low, Remedy.Ask);
        Is(EvidenceKind.TooLong, Fine with { RequestedAt = Ago(24 * 60), StartedAt = Ago((24 * 60) - 1) }, Confidence.Medium, Remedy.RemoteStop);
    }

    [Fact]
    public void What_only_looks_stuck_is_not()
    {
        var flat = Fine with { EnergyMovedAt = Ago(50), PowerW = 0 };
        Isnt(flat with { SocPercent = 100 }, Harmless.CarIsFull);
        Isnt(flat with { SocPercent = 90, PowerW = 900 }, Harmless.Tapering);
        Isnt(flat with { ConnectorStatus = ConnectorStatus.SuspendedEV }, Harmless.CarPaused);
        Isnt(flat with { ConnectorStatus = ConnectorStatus.SuspendedEVSE }, Harmless.ChargerPaused);
        Isnt(Fine with { ConnectionChangedAt = Ago(1), LastReadingAt = Ago(50), EnergyMovedAt = Ago(50), LastBootAt = Ago(1) }, Harmless.JustBack);
        Isnt(Fine with { HouseStartedAt = Ago(5), LastReadingAt = Ago(50), EnergyMovedAt = Ago(50) }, Harmless.HouseWasDown);
        Isnt(Fine with { StartedAt = Noon.AddHours(2), ConnectorStatusToldAt = Noon.AddHours(2) }, Harmless.WrongClock);
    }

    [Fact]
    public void A_status_from_before_the_last_reading_or_of_this_moment_proves_nothing()
    {
        Assert.False(StuckRules.Judge(Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(5), LastReadingAt = Ago(4) }, Limits).IsStuck);
        Assert.False(StuckRules.Judge(Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(1), LastReadingAt = Ago(2) }, Limits).IsStuck);
        Assert.False(StuckRules.Judge(Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(90) }, Limits).IsStuck);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void A_clock_that_is_hours_off_neither_makes_evidence_nor_hides_it(int hours)
    {
        var off = Fine with { StartedAt = Ago(60).AddHours(hours), ConnectorStatusToldAt = Ago(60).AddHours(hours), LastReadingToldAt = Ago(1).AddHours(hours) };
        Isnt(off, Harmless.WrongClock);

        var released = off with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(5), ConnectorStatusToldAt = Ago(5).AddHours(hours), LastReadingAt = Ago(6), LastReadingToldAt = Ago(6).AddHours(hours) };
        Is(EvidenceKind.ConnectorReleased, released, Confidence.High, Remedy.Close);
        Assert.False(StuckRules.Judge(released with { LastReadingAt = Ago(4), LastReadingToldAt = Ago(4).AddHours(hours) }, Limits).IsStuck);
    }

    [Fact]
    public void A_reading_that_was_kept_while_the_connection_was_gone_does_not_prove_that_a_free_plug_charged_on()
    {
        var released = Fine with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = Ago(5), ConnectorStatusToldAt = Ago(5), LastReadingAt = Ago(4), LastReadingToldAt = Ago(30) };
        Is(EvidenceKind.ConnectorReleased, released, Confidence.High, Remedy.Close);
    }

    [Fact]
    public void A_plug_that_says_since_that_it_charges_or_waits_is_a_sign_of_life_though_no_reading_comes()
    {
        var silent = Fine with { LastReadingAt = Ago(50), EnergyMovedAt = Ago(50) };
        Assert.False(StuckRules.Judge(silent with { ConnectorStatusAt = Ago(10) }, Limits).IsStuck);
        Isnt(silent with { SocPercent = 100 }, Harmless.CarIsFull);
        Isnt(silent with { ConnectorStatus = ConnectorStatus.SuspendedEV }, Harmless.CarPaused);
        Isnt(silent with { ConnectorStatus = ConnectorStatus.SuspendedEVSE }, Harmless.ChargerPaused);

        var rebooted = Fine with { LastBootAt = Ago(10), LastReadingAt = Ago(11), EnergyMovedAt = Ago(11) };
        Assert.False(StuckRules.Judge(rebooted with { ConnectorStatusAt = Ago(9) }, Limits).IsStuck);
        Is(EvidenceKind.RebootedSince, rebooted, Confidence.Medium, Remedy.RemoteStop);
    }

    [Fact]
    public void A_charger_that_was_lost_a_moment_ago_is_waited_for_whatever_else_is_thought()
    {
        var forDays = Fine with { RequestedAt = Ago(2000), StartedAt = Ago(1999), IsOnline = false, ConnectionChangedAt = Noon.AddSeconds(-10), EnergyMovedAt = Ago(60), PowerW = 0 };
        var verdict = StuckRules.Judge(forDays, Limits);
        Assert.Equal([EvidenceKind.EnergyFlat, EvidenceKind.TooLong], verdict.Evidence.Select(e => e.Kind));
        Assert.Equal(Remedy.Ask, verdict.Remedy);
        Assert.Null(HealingLadder.Next(verdict, forDays, [], isAlone: true));

        var afterRestart = forDays with { HouseStartedAt = Ago(10), ConnectionChangedAt = Ago(300) };
        Assert.Equal(Remedy.Ask, StuckRules.Judge(afterRestart, Limits).Remedy);
        var away = afterRestart with { HouseStartedAt = Ago(15) };
        Assert.Equal(Remedy.Close, HealingLadder.Next(StuckRules.Judge(away, Limits), away, [], isAlone: true));
    }

    [Fact]
    public void One_that_is_open_for_too_long_is_so_however_often_its_charger_comes_back() =>
        Is(EvidenceKind.TooLong, Fine with { RequestedAt = Ago(24 * 60), StartedAt = Ago((24 * 60) - 1), ConnectionChangedAt = Ago(1) }, Confidence.Medium, Remedy.RemoteStop);

    [Fact]
    public void Of_two_things_that_are_equally_sure_the_one_that_asks_for_more_is_followed()
    {
        var verdict = StuckRules.Judge(Fine with { RequestedAt = Ago(24 * 60), StartedAt = Ago((24 * 60) - 1), LastReadingAt = Ago(20), EnergyMovedAt = Ago(20) }, Limits);
        Assert.Equal([EvidenceKind.MeterSilent, EvidenceKind.TooLong], verdict.Evidence.Select(e => e.Kind));
        Assert.Equal(Remedy.RemoteStop, verdict.Remedy);
    }

    [Fact]
    public void A_lost_connection_alone_never_closes_a_session_and_with_another_kind_it_does()
    {
        var away = Fine with { IsOnline = false, ConnectionChangedAt = Ago(300), LastReadingAt = Ago(301), EnergyMovedAt = Ago(301) };
        Assert.Equal((Remedy.Ask, Confidence.Low), (StuckRules.Judge(away, Limits).Remedy, StuckRules.Judge(away, Limits).Confidence));

        var forDays = StuckRules.Judge(away with { RequestedAt = Ago(2000), StartedAt = Ago(1999) }, Limits);
        Assert.Equal((Remedy.Close, Confidence.High), (forDays.Remedy, forDays.Confidence));
        Assert.Equal([EvidenceKind.TooLong, EvidenceKind.ChargerOffline], forDays.Evidence.Select(e => e.Kind));
    }

    [Fact]
    public void A_verdict_has_reasons_a_sentence_and_no_time_to_come() =>
        Always.HoldsFor(Facts(), facts =>
        {
            var verdict = StuckRules.Judge(facts, Limits);
            Assert.Equal(verdict.IsStuck, verdict.Remedy is not null);
            Assert.Equal(verdict.IsStuck, verdict.Since is not null);
            Assert.False(string.IsNullOrWhiteSpace(verdict.Sentence));
            Assert.False(verdict.Since > facts.Now);
            Assert.All(verdict.Evidence, e => Assert.False(e.Since > facts.Now));
            Assert.Equal(verdict.Evidence.Count, verdict.Evidence.DistinctBy(e => e.Kind).Count());
        });

    [Fact]
    public void Time_alone_makes_no_stuck_session_fine_again() =>
        Always.HoldsFor(from facts in Facts() from minutes in Gen.Choose(0, 5000) select (facts, minutes), some =>
        {
            if (!StuckRules.Judge(some.facts, Limits).IsStuck) return;
            Assert.True(StuckRules.Judge(some.facts with { Now = some.facts.Now.AddMinutes(some.minutes) }, Limits).IsStuck);
        });

    [Fact]
    public void Nothing_is_stuck_before_the_first_threshold_has_passed() =>
        Always.HoldsFor(Facts(), facts =>
        {
            var young = facts with { HouseStartedAt = facts.Now.AddMinutes(-2).AddSeconds(1), RequestedAt = facts.Now.AddSeconds(-90), StartedAt = facts.StartedAt is null ? null : facts.Now.AddSeconds(-80), LastBootAt = null };
            Assert.False(StuckRules.Judge(young, Limits).IsStuck);
        });

    [Fact]
    public void Flat_energy_of_a_full_or_paused_car_is_never_evidence() =>
        Always.HoldsFor(from facts in Facts() from status in Gen.Elements(ConnectorStatus.SuspendedEV, ConnectorStatus.SuspendedEVSE) select facts with { ConnectorStatus = status }, facts =>
        {
            Assert.DoesNotContain(StuckRules.Judge(facts, Limits).Evidence, e => e.Kind == EvidenceKind.EnergyFlat);
            Assert.DoesNotContain(StuckRules.Judge(facts with { ConnectorStatus = ConnectorStatus.Charging, SocPercent = 99 }, Limits).Evidence, e => e.Kind == EvidenceKind.EnergyFlat);
        });

    private static void Is(EvidenceKind kind, SessionFacts facts, Confidence confidence, Remedy remedy)
    {
        var verdict = StuckRules.Judge(facts, Limits);
        Assert.Equal([kind], verdict.Evidence.Select(e => e.Kind));
        Assert.Equal((confidence, remedy), (verdict.Confidence!.Value, verdict.Remedy!.Value));
    }

    private static void Isnt(SessionFacts facts, Harmless why)
    {
        var verdict = StuckRules.Judge(facts, Limits);
        Assert.False(verdict.IsStuck, verdict.Sentence);
        Assert.Contains(why, verdict.RuledOut.Select(r => r.Kind));
    }

    private static DateTimeOffset Ago(int minutes) => Noon.AddMinutes(-minutes);

    private static Gen<SessionFacts> Facts() =>
        from state in Gen.Elements(SessionState.Starting, SessionState.Charging, SessionState.Stopping)
        from requested in Minutes()
        from started in Maybe()
        from stop in Maybe()
        from online in Gen.Elements(true, false)
        from connection in Maybe()
        from boot in Maybe()
        from status in Gen.Elements(Enum.GetValues<ConnectorStatus>())
        from statusAt in Maybe()
        from reading in Maybe()
        from moved in Maybe()
        from house in Minutes()
        from power in Gen.Elements<int?>(null, 0, 150, 11_000)
        from soc in Gen.Elements<int?>(null, 0, 40, 85, 100)
        select new SessionFacts
        {
            Now = Noon,
            HouseStartedAt = Ago(Math.Abs(house)),
            State = state,
            RequestedAt = Ago(Math.Abs(requested)),
            StartedAt = state == SessionState.Starting ? null : started,
            StopRequestedAt = stop,
            IsOnline = online,
            ConnectionChangedAt = connection,
            LastBootAt = boot,
            ConnectorStatus = status,
            ConnectorStatusAt = statusAt,
            LastReadingAt = reading,
            EnergyMovedAt = moved,
            PowerW = power,
            SocPercent = soc,
        };

    private static Gen<int> Minutes() => Gen.Frequency([(3, Gen.Choose(0, 40)), (2, Gen.Choose(0, 3000)), (1, Gen.Choose(-30, 0))]);

    private static Gen<DateTimeOffset?> Maybe() => Gen.Frequency([(4, Minutes().Select(m => (DateTimeOffset?)Ago(m))), (1, Gen.Constant<DateTimeOffset?>(null))]);
}
