using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using FsCheck;
using FsCheck.Fluent;
using Replay = EvOps.Domain.StuckSessions.Replay;

namespace EvOps.Tests.StuckSessions;

/// <summary>Thresholds tried on the past catch what they would have caught then.</summary>
public sealed class ReplayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_gap_in_the_readings_is_caught_where_it_is_longer_than_the_limit_and_was_a_false_alarm_where_energy_moved_on()
    {
        PastMoment[] readings = [Reading(5, 500), Reading(10, 1000), Reading(40, 4000), Reading(45, 4500)];

        var caught = Replay.Find(Session(60), readings, new StuckThresholds { MeterSilentMinutes = 20 }, Noon.AddHours(2));

        Assert.Equal((EvidenceKind.MeterSilent, Noon.AddMinutes(30), true), (caught!.Cause, caught.At, caught.Resumed));
        Assert.Null(Replay.Find(Session(60), readings, new StuckThresholds { MeterSilentMinutes = 31 }, Noon.AddHours(2)));
    }

    [Fact]
    public void What_never_moved_again_was_no_false_alarm()
    {
        var caught = Replay.Find(Session(300, meterStop: 1000), [Reading(5, 500), Reading(10, 1000)], new StuckThresholds(), Noon.AddHours(9));

        Assert.Equal((EvidenceKind.MeterSilent, false), (caught!.Cause, caught.Resumed));
    }

    [Fact]
    public void A_connection_that_was_lost_and_a_start_that_came_late_are_caught_by_their_own_limits()
    {
        PastMoment[] lost = [Reading(5, 500), new(Noon.AddMinutes(6), false, IsOnline: false), new(Noon.AddMinutes(30), false, IsOnline: true), Reading(31, 3000)];
        Assert.Equal(EvidenceKind.ChargerOffline, Replay.Find(Session(40), lost, new StuckThresholds { OfflineMinutes = 15 }, Noon.AddHours(2))!.Cause);
        Assert.Null(Replay.Find(Session(40), lost, new StuckThresholds { OfflineMinutes = 25 }, Noon.AddHours(2)));

        var late = Session(40) with { StartedAt = Noon.AddMinutes(4) };
        Assert.True(Replay.Find(late, [], new StuckThresholds { StartPendingMinutes = 3 }, Noon.AddHours(2))!.Resumed);
        Assert.Null(Replay.Find(late with { EndedAt = Noon.AddMinutes(10), EndKnownAt = Noon.AddMinutes(10) }, [], new StuckThresholds { StartPendingMinutes = 5 }, Noon.AddHours(2)));
    }

    [Fact]
    public void What_was_closed_from_here_at_its_last_reading_was_open_and_silent_until_then()
    {
        var closed = Session(10) with { EndReason = EndReason.ForceEnded, EndKnownAt = Noon.AddMinutes(60) };

        var caught = Replay.Find(closed, [Reading(5, 500), Reading(10, 1000)], new StuckThresholds { MeterSilentMinutes = 15 }, Noon.AddHours(9));

        Assert.Equal((EvidenceKind.MeterSilent, Noon.AddMinutes(25), false), (caught!.Cause, caught.At, caught.Resumed));
        Assert.Null(Replay.Find(closed with { EndKnownAt = Noon.AddMinutes(20) }, [Reading(5, 500), Reading(10, 1000)], new StuckThresholds { MeterSilentMinutes = 15 }, Noon.AddHours(9)));
    }

    [Fact]
    public void A_longer_patience_never_catches_a_silence_that_a_shorter_one_let_pass() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(1, 40), 8).ToArbitrary(), Gen.Choose(2, 30).ToArbitrary(),
        (gaps, limit) =>
        {
            var (at, register) = (0, 0);
            var readings = gaps.Select(gap => Reading(at += gap, register += 500)).ToArray();
            var session = Session(at + 1);
            var shorter = Replay.Find(session, readings, Only(limit), Noon.AddDays(1));
            var longer = Replay.Find(session, readings, Only(limit + 5), Noon.AddDays(1));
            return longer is null || (shorter is not null && shorter.At <= longer.At);
        }).QuickCheckThrowOnFailure();

    private static StuckThresholds Only(int silentMinutes) =>
        new() { MeterSilentMinutes = silentMinutes, EnergyFlatMinutes = 1440, MaxHours = 168, InactiveHours = 168 };

    private static PastMoment Reading(int minute, long register) => new(Noon.AddMinutes(minute), true, register, 11_000);

    private static PastSession Session(int minutes, long? meterStop = null) => new(
        Guid.NewGuid(), Noon, Noon, null, Noon.AddMinutes(minutes), EndReason.Local, 0, meterStop, true, ConnectorStatus.Charging, Noon.AddMinutes(minutes));
}
