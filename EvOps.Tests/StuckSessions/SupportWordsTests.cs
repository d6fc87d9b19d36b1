using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;

namespace EvOps.Tests.StuckSessions;

/// <summary>What a driver on the phone is told, state by state.</summary>
public sealed class SupportWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    /// <summary>Charging since 14:05 in Berlin, 11.3 kWh, all well.</summary>
    private static readonly SupportFacts Fine = new()
    {
        Now = Now,
        TimeZone = "Europe/Berlin",
        ChargePoint = "CP-3",
        ConnectorNumber = 2,
        IsOnline = true,
        ConnectionChangedAt = Ago(600),
        ConnectorStatus = ConnectorStatus.Charging,
        State = SessionState.Charging,
        Driver = "Anna",
        IdTag = "TAG-9",
        RequestedAt = Ago(85),
        StartedAt = Ago(85),
        Verdict = Judged(null),
        EnergyWh = 11_300,
        Cost = Euros(454),
        CostIfEnded = Euros(454),
        Booked = Euros(0),
        MayStop = true,
        MayUnlock = true,
        MayReview = true,
    };

    private static readonly SupportFacts Over = Fine with
    {
        State = SessionState.Completed,
        EndedAt = Ago(10),
        EndReason = EndReason.Local,
        Verdict = null,
        CostIfEnded = null,
        Bill = BillState.Settled,
        Booked = Euros(454),
        ConnectorStatus = ConnectorStatus.Available,
    };

    private static readonly SupportFacts NoSession = Fine with { State = null, Verdict = null, EnergyWh = null, Cost = null, CostIfEnded = null, ConnectorStatus = ConnectorStatus.Available };

    public static TheoryData<string, SupportFacts, string, SupportStep, string, string> Table => new()
    {
        { "charging", Fine, "Connector 2 of CP-3 has been charging Anna's car since 14:05; 11.3 kWh so far.", SupportStep.AskDriver, "ask the driver to press stop on the charger", "So far this costs 4 euros 54; if we end it now you pay 4 euros 54." },
        { "nobody's tag", Fine with { Driver = null }, "charging the car of tag TAG-9 since", SupportStep.AskDriver, "Nothing is wrong", "4 euros 54" },
        { "since yesterday", Fine with { StartedAt = Ago(24 * 60) }, "since 15:30 on 1 March;", SupportStep.AskDriver, "Nothing is wrong", "4 euros 54" },
        { "full", Fine with { Verdict = Judged(null, Harmless.CarIsFull) }, "has been charging", SupportStep.AskDriver, "the car is full", "4 euros 54" },
        { "paused by car", Fine with { ConnectorStatus = ConnectorStatus.SuspendedEV }, "because the car takes none", SupportStep.AskDriver, "look at the car", "4 euros 54" },
        { "paused by charger", Fine with { ConnectorStatus = ConnectorStatus.SuspendedEVSE }, "because of a load limit", SupportStep.Wait, "holds back", "4 euros 54" },
        { "faulted", Fine with { ConnectorStatus = ConnectorStatus.Faulted }, "has been charging", SupportStep.StopSession, "reports a fault", "4 euros 54" },
        { "just away", Fine with { IsOnline = false, ConnectionChangedAt = Ago(3) }, "connection was lost 3 minutes ago; 11.3 kWh", SupportStep.Wait, "come back", "4 euros 54" },
        { "just back", Fine with { ConnectionChangedAt = Ago(1), Verdict = Judged(null, Harmless.JustBack) }, "has been charging", SupportStep.Wait, "Wait 2 minutes: the charger has just come back", "4 euros 54" },
        { "began after it came back", Fine with { RequestedAt = Ago(1), ConnectionChangedAt = Ago(1), Verdict = Judged(null, Harmless.JustBack) }, "has been charging", SupportStep.AskDriver, "Nothing is wrong", "4 euros 54" },
        { "meter in doubt", Fine with { CostIfEnded = null }, "has been charging", SupportStep.AskDriver, "Nothing is wrong", "somebody looks at the meter before you pay anything." },
        { "no price", Fine with { Cost = null, CostIfEnded = null }, "has been charging", SupportStep.AskDriver, "Nothing is wrong", "This session has no price: nothing is billed." },
        { "away for long", Fine with { IsOnline = false, Verdict = Judged(EvidenceKind.ChargerOffline, remedy: Remedy.Ask) }, "is stuck: the charger has not been connected for 20 minutes.", SupportStep.Wait, "come back", "4 euros 54" },
        { "away and closed", Fine with { IsOnline = false, Verdict = Judged(EvidenceKind.ChargerOffline, remedy: Remedy.Close) }, "is stuck", SupportStep.Unlock, "when the charger is back", "4 euros 54" },
        { "silent", Fine with { Verdict = Judged(EvidenceKind.MeterSilent, remedy: Remedy.Ask) }, "no reading for 20 minutes", SupportStep.AskDriver, "whether the charger shows", "4 euros 54" },
        { "flat", Fine with { Verdict = Judged(EvidenceKind.EnergyFlat, remedy: Remedy.RemoteStop) }, "taken no energy for 20 minutes", SupportStep.StopSession, "press stop on the charger; where that does nothing", "4 euros 54" },
        { "rebooted", Fine with { Verdict = Judged(EvidenceKind.RebootedSince, remedy: Remedy.RemoteStop) }, "restarted 20 minutes ago", SupportStep.StopSession, "press stop", "4 euros 54" },
        { "too long", Fine with { Verdict = Judged(EvidenceKind.TooLong, remedy: Remedy.RemoteStop, minutes: 25 * 60) }, "open for 1 day and 1 hour", SupportStep.StopSession, "press stop", "4 euros 54" },
        { "released", Fine with { Verdict = Judged(EvidenceKind.ConnectorReleased, remedy: Remedy.Close) }, "the plug has been free for 20 minutes", SupportStep.Unlock, "Unlock connector 2: it ends the session and releases the cable.", "4 euros 54" },
        { "released, no right", Fine with { MayUnlock = false, Verdict = Judged(EvidenceKind.ConnectorReleased, remedy: Remedy.Close) }, "is stuck", SupportStep.AskColleague, "ask an operator or an administrator to unlock connector 2 of CP-3", "4 euros 54" },
        { "stop ignored", Fine with { State = SessionState.Stopping, StopRequestedAt = Ago(20), Verdict = Judged(EvidenceKind.StopIgnored, remedy: Remedy.Unlock) }, "was asked to stop 20 minutes ago and has not", SupportStep.Unlock, "Unlock connector 2", "4 euros 54" },
        { "stopping", Fine with { State = SessionState.Stopping, StopRequestedAt = Ago(1) }, "was asked at 15:29 to stop charging Anna's car", SupportStep.Wait, "Wait a minute", "4 euros 54" },
        { "starting", Fine with { State = SessionState.Starting, StartedAt = null, EnergyWh = 0 }, "was asked at 14:05 to charge Anna's car and has not begun.", SupportStep.AskDriver, "plug the car in", "Nothing has been billed." },
        { "starting, away", Fine with { State = SessionState.Starting, IsOnline = false }, "has not begun", SupportStep.OtherPlug, "take another charger", "Nothing has been billed." },
        { "start stuck", Fine with { State = SessionState.Starting, Verdict = Judged(EvidenceKind.StartNeverCame, remedy: Remedy.Close) }, "was asked to start 20 minutes ago", SupportStep.Unlock, "Then start again", "Nothing has been billed." },
        { "just finished", Over, "The session of Anna's car on connector 2 of CP-3 ended at 15:20 after 11.3 kWh.", SupportStep.StartAgain, "Start it again: the connector is free.", "You paid 4 euros 54; nothing is open." },
        { "finished, cable in", Over with { ConnectorStatus = ConnectorStatus.Finishing }, "ended at 15:20", SupportStep.AskDriver, "unplug the car", "You paid 4 euros 54" },
        { "finished, plug not freed", Over with { ConnectorStatus = ConnectorStatus.Charging }, "ended at 15:20", SupportStep.Unlock, "no session holds it", "You paid" },
        { "finished, next car", Over with { IsTaken = true, ConnectorStatus = ConnectorStatus.Charging }, "ended at 15:20", SupportStep.OtherPlug, "another session holds this one", "You paid" },
        { "finished, away", Over with { IsOnline = false }, "ended at 15:20", SupportStep.OtherPlug, "take another charger", "You paid" },
        { "finished, broken", Over with { ConnectorStatus = ConnectorStatus.Faulted }, "ended at 15:20", SupportStep.OtherPlug, "out of order", "You paid" },
        { "finished, booked", Over with { ConnectorStatus = ConnectorStatus.Reserved }, "ended at 15:20", SupportStep.OtherPlug, "kept for a booking", "You paid" },
        { "finished, unknown", Over with { ConnectorStatus = ConnectorStatus.Unknown }, "ended at 15:20", SupportStep.StartAgain, "nothing is known against it", "You paid" },
        { "held", Over with { Bill = BillState.Held, EnergyWh = null, Cost = null, Booked = Euros(0) }, "its meter cannot be believed.", SupportStep.ReviewBill, "Decide about the bill", "Nothing has been billed yet: somebody looks at the meter first." },
        { "held, no right", Over with { Bill = BillState.Held, MayReview = false }, "ended", SupportStep.AskColleague, "support or an administrator can", "You paid 4 euros 54; somebody looks at the meter once more" },
        { "provisional", Over with { Bill = BillState.Provisional, ProvisionalUntil = Now.AddMinutes(30), Booked = Euros(0) }, "ended", SupportStep.Wait, "until 16:00", "It comes to 4 euros 54; you pay when the charger has told its last reading." },
        { "waived", Over with { Bill = BillState.Waived, Booked = Euros(0) }, "ended", SupportStep.StartAgain, "Start it again", "The bill was taken off: you pay nothing." },
        { "free of charge", Over with { Cost = Euros(0), Booked = Euros(0) }, "ended", SupportStep.StartAgain, "Start it again", "Nothing has been billed." },
        { "nobody's wallet", Over with { Booked = Euros(0) }, "ended", SupportStep.StartAgain, "Start it again", "It came to 4 euros 54, which no wallet here was charged for." },
        { "refused to start", Over with { State = SessionState.Failed, EndReason = EndReason.StartRejected, Bill = null }, "failed at 15:20: the charger refused to start.", SupportStep.StartAgain, "Start it again", "Nothing has been billed." },
        { "called off", Over with { State = SessionState.Cancelled, EndReason = EndReason.Cancelled, Bill = null }, "was called off at 15:20, before the charger had begun.", SupportStep.StartAgain, "Start it again", "Nothing has been billed." },
        { "free plug", NoSession, "No session is open on connector 2 of CP-3, and there was none in the last 24 hours; the connector is free.", SupportStep.StartAgain, "Start it: the connector is free.", "Nothing has been billed." },
        { "plugged in", NoSession with { ConnectorStatus = ConnectorStatus.Preparing }, "a car is plugged in", SupportStep.StartAgain, "waits", "Nothing has been billed." },
        { "plug away", NoSession with { IsOnline = false, ConnectionChangedAt = Ago(90) }, "the charger is not connected, for 1 hour and 30 minutes.", SupportStep.OtherPlug, "take another charger", "Nothing has been billed." },
        { "no plug known", NoSession with { ChargePoint = null }, "No session is open, and there was none in the last 24 hours.", SupportStep.AskDriver, "the code on the plug", "Nothing has been billed." },
    };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void Each_case_has_its_words_its_step_and_its_sentence_about_money(string name, SupportFacts facts, string state, SupportStep step, string next, string cost)
    {
        var answer = SupportWords.Answer(facts);

        Assert.True(answer.State.Contains(state, StringComparison.Ordinal), $"{name}: {answer.State}");
        Assert.True(step == answer.Step && answer.Next.Contains(next, StringComparison.Ordinal), $"{name}: {answer.Step}, {answer.Next}");
        Assert.True(answer.Cost.Contains(cost, StringComparison.Ordinal), $"{name}: {answer.Cost}");
    }

    [Fact]
    public void Whatever_the_state_there_are_three_whole_sentences_and_nobody_is_sent_to_do_what_he_may_not()
    {
        foreach (var state in Enum.GetValues<SessionState>())
        {
            foreach (var status in Enum.GetValues<ConnectorStatus>())
            {
                foreach (var bill in Enum.GetValues<BillState>())
                {
                    var answer = SupportWords.Answer(Fine with { State = state, ConnectorStatus = status, Bill = bill, MayUnlock = false, MayStop = false, MayReview = false });
                    Assert.All([answer.State, answer.Next, answer.Cost], sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
                    Assert.False(answer.Step is SupportStep.Unlock or SupportStep.StopSession or SupportStep.ReviewBill, $"{state}, {status}, {bill}: {answer.Step}");
                }
            }
        }
    }

    [Theory]
    [InlineData(454, "EUR", "4 euros 54")]
    [InlineData(100, "EUR", "1 euro")]
    [InlineData(405, "EUR", "4 euros 05")]
    [InlineData(1, "EUR", "1 cent")]
    [InlineData(54, "GBP", "54 pence")]
    [InlineData(0, "EUR", "nothing")]
    [InlineData(4820, "SEK", "48.20 SEK")]
    [InlineData(500, "JPY", "500 JPY")]
    public void Money_is_written_as_it_is_said(long minorUnits, string currency, string said) => Assert.Equal(said, MoneyAloud.Of(new Money(minorUnits, currency)));

    private static StuckVerdict Judged(EvidenceKind? kind, Harmless? harmless = null, Remedy? remedy = null, int minutes = 20) => new(
        kind is { } seen ? [new Evidence(seen, Ago(minutes), Confidence.High, "Seen.", remedy!.Value)] : [],
        harmless is { } ruled ? [new RuledOut(ruled, "Harmless.")] : [],
        null, null, remedy, "");

    private static DateTimeOffset Ago(int minutes) => Now.AddMinutes(-minutes);

    private static Money Euros(long cents) => new(cents, "EUR");
}
