using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Stations;

/// <summary>A plug and the charger it hangs on, under any sequence of what is told of them and asked of them.</summary>
public sealed class PlugPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_order_reports_arrive_in_the_latest_in_the_chargers_time_stands() =>
        Always.HoldsFor<(ConnectorStatus Status, sbyte At)[]>(reports =>
        {
            var (plug, device) = (new Connector(Guid.NewGuid(), Guid.NewGuid(), 1), Device());
            foreach (var (status, at) in reports)
            {
                Assert.Equal(!(plug.StatusAt > Now.AddSeconds(at)), plug.Report(status, null, null, null, Now.AddSeconds(at), Now.AddSeconds(sbyte.MaxValue)));
                device.Report(status, null, Now.AddSeconds(at));
            }

            // Of two at the same second the one that arrived last.
            var latest = reports.Length == 0 ? default : reports.Last(report => report.At == reports.Max(r => r.At));
            Assert.Equal(latest.Status, plug.Status);
            Assert.Equal(latest.Status, device.Status);
            Assert.Equal(reports.Length == 0 ? null : Now.AddSeconds(latest.At), plug.StatusAt);
        });

    [Fact]
    public void A_clock_that_is_set_right_or_back_keeps_nothing_out()
    {
        var plug = new Connector(Guid.NewGuid(), Guid.NewGuid(), 1);
        plug.Report(ConnectorStatus.Charging, null, null, null, Now.AddHours(5), Now);
        Assert.True(plug.Report(ConnectorStatus.Available, null, null, null, Now.AddMinutes(1), Now.AddMinutes(1)));

        Assert.False(plug.Report(ConnectorStatus.Charging, null, null, null, Now.AddHours(-5), Now.AddMinutes(2)));
        Assert.True(plug.Report(ConnectorStatus.Charging, null, null, null, Now.AddHours(-5), Now.AddMinutes(2), isFresh: true));
        Assert.Equal((ConnectorStatus.Charging, Now.AddHours(-5), Now.AddMinutes(2)), (plug.Status, plug.StatusAt!.Value, plug.StatusHeardAt!.Value));
    }

    [Fact]
    public void A_plug_takes_a_session_where_it_is_free_and_nothing_hangs_on_it() =>
        Always.HoldsFor<(ConnectorStatus Status, bool IsTaken)>(some =>
        {
            var plug = new Connector(Guid.NewGuid(), Guid.NewGuid(), 1);
            plug.Report(some.Status, null, null, null, Now, Now);
            if (some.IsTaken) plug.Take(Guid.NewGuid());

            var isFree = !some.IsTaken && some.Status is ConnectorStatus.Unknown or ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Finishing or ConnectorStatus.Reserved;
            Assert.Equal(isFree && !some.IsTaken, plug.StandsAgainstStart() is null);
            if (some.IsTaken) Assert.Equal(Connector.InUse, plug.StandsAgainstStart()?.Message);
        });

    [Fact]
    public void Only_the_session_that_holds_a_plug_gives_it_back() =>
        Always.HoldsFor<(bool IsTake, byte Session)[]>(steps =>
        {
            var sessions = Enumerable.Range(0, 256).Select(_ => Guid.NewGuid()).ToArray();
            var plug = new Connector(Guid.NewGuid(), Guid.NewGuid(), 1);
            Guid? holder = null;
            foreach (var (isTake, session) in steps)
            {
                // Few sessions, so that they meet.
                var id = sessions[session % 3];
                if (isTake) plug.Take(id);
                else plug.Release(id);
                holder = isTake ? id : holder == id ? null : holder;
                Assert.Equal(holder, plug.OpenSessionId);
            }
        });

    [Fact]
    public void A_charger_is_approved_exactly_while_its_boots_are_accepted() =>
        Always.HoldsFor<(byte Verb, BootStatus Status, int? Interval)[]>(steps =>
        {
            var device = Device();
            foreach (var (verb, status, interval) in steps)
            {
                var (before, seconds) = (device.BootStatus, device.HeartbeatSeconds);
                var outcome = (verb % 3) switch
                {
                    0 => device.Approve(),
                    1 => device.Reject(),
                    _ => device.DecideBoot(status, interval),
                };

                if (!outcome.IsDone) Assert.Equal((before, seconds), (device.BootStatus, device.HeartbeatSeconds));
                Assert.Equal(device.BootStatus == BootStatus.Accepted, device.IsApproved);
                Assert.InRange(device.HeartbeatSeconds, 1, 86_400);
            }
        });

    [Fact]
    public void However_often_a_charger_is_equipped_a_taken_plug_stays_and_no_number_stands_twice() =>
        Always.HoldsFor<(byte[] Numbers, byte Taken)[]>(rounds =>
        {
            var device = Device();
            foreach (var (numbers, taken) in rounds)
            {
                var plugs = (numbers ?? []).Select(n => n % 5 + 1).Distinct().Select(n => new ConnectorDescription(n, "CCS2", 50)).ToList();
                var held = device.Connectors.Where(c => c.OpenSessionId is not null).Select(c => c.Number).ToList();
                var outcome = device.Equip(plugs, Now);

                Assert.Equal(held.TrueForAll(number => plugs.Exists(plug => plug.Number == number)), outcome.IsDone);
                if (outcome.IsDone) foreach (var gone in outcome.Value) device.Connectors.Remove(gone);
                if (outcome.IsDone) Assert.Equal(plugs.Select(p => p.Number).Order(), device.Connectors.Select(c => c.Number).Order());
                Assert.Equal(device.Connectors.Count, device.Connectors.DistinctBy(c => c.Number).Count());
                device.Connectors.Find(c => c.Number == taken % 5 + 1)?.Take(Guid.NewGuid());
            }
        });

    [Fact]
    public void The_public_word_for_a_plug_is_occupied_while_a_session_is_open_and_offline_where_nobody_can_know() =>
        Always.HoldsFor<(ConnectorStatus Status, bool HasSession, bool IsOnline)>(some =>
        {
            var word = ConnectorStatuses.ToPublic(some.Status, some.HasSession, some.IsOnline);

            if (some.HasSession) Assert.Equal(PublicStatus.Occupied, word);
            else if (!some.IsOnline) Assert.Equal(PublicStatus.Offline, word);
        });

    private static ChargePoint Device() => new(Ids.New(Now), "CP-1", isApproved: false, Now);
}
