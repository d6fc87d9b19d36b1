using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Sessions;

namespace EvOps.Tests.Sessions;

public sealed class MonitorListTests
{
    private static readonly MonitorQuery Everything = new(null, null, null, MonitorQuery.UsualSort);
    private readonly MonitorList list = new();
    private readonly List<LiveSession> open = [];
    private DateTimeOffset now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_session_stands_first()
    {
        var first = Open("CP-1");
        now += TimeSpan.FromMinutes(1);
        var second = Open("CP-2");

        Assert.Equal([second.Id, first.Id], Look().Select(row => row.Session.Id));
    }

    [Fact]
    public void An_ended_session_stays_for_a_minute_with_how_it_ended()
    {
        var session = Open("CP-1");
        Look();
        open.Remove(session);

        now += TimeSpan.FromSeconds(1);
        var row = Assert.Single(Look());
        Assert.NotNull(row.EndedAt);
        Assert.Equal(SessionState.Failed, row.Figures.State);
        Assert.Equal(TimeSpan.FromMinutes(1), list.ChangesIn);

        now += TimeSpan.FromMinutes(1);
        Assert.Empty(Look());
        Assert.Null(list.ChangesIn);
    }

    [Fact]
    public void Only_what_comes_while_somebody_looks_slides_in()
    {
        Open("CP-1");
        Assert.False(Assert.Single(Look()).IsNew);

        var late = Open("CP-2");

        Assert.True(Look().Single(row => row.Session.Id == late.Id).IsNew);
        now += TimeSpan.FromSeconds(10);
        Assert.All(Look(), row => Assert.False(row.IsNew));
    }

    [Fact]
    public void The_search_finds_a_charger_a_tag_and_an_id()
    {
        var wanted = Open("HARBOUR-7");
        Open("CP-2");

        Assert.Equal(wanted.Id, Assert.Single(Look(Everything with { Search = "harbour" })).Session.Id);
        Assert.Equal(wanted.Id, Assert.Single(Look(Everything with { Search = wanted.Id.ToString() })).Session.Id);
        Assert.Empty(Look(Everything with { Search = "nobody" }));
    }

    [Fact]
    public void States_are_counted_before_the_filter_on_states_and_after_the_search()
    {
        Open("HARBOUR-1");
        Open("HARBOUR-2");
        Open("CP-3");

        var rows = Look(Everything with { Search = "harbour", State = SessionState.Charging });

        Assert.Empty(rows);
        Assert.Equal(2, list.Counts[SessionState.Starting]);
    }

    [Fact]
    public void Sorted_by_a_live_value_rows_keep_their_places_for_five_seconds()
    {
        var byPower = Everything with { Sort = "-power" };
        var (a, b) = (Open("CP-1"), Open("CP-2"));
        Power(a, 1_000);
        Power(b, 2_000);
        Assert.Equal([b.Id, a.Id], Look(byPower).Select(row => row.Session.Id));

        Power(a, 9_000);
        Assert.Equal([b.Id, a.Id], Look(byPower).Select(row => row.Session.Id));
        now += TimeSpan.FromSeconds(5);

        Assert.Equal([a.Id, b.Id], Look(byPower).Select(row => row.Session.Id));
    }

    [Fact]
    public void A_session_that_comes_in_between_gets_its_place_at_once()
    {
        var byPower = Everything with { Sort = "-power" };
        Power(Open("CP-1"), 1_000);
        Look(byPower);

        var strong = Open("CP-2");
        Power(strong, 50_000);

        Assert.Equal(strong.Id, Look(byPower)[0].Session.Id);
    }

    private MonitorRow[] Look(MonitorQuery? query = null) => list.Look(open, _ => SessionState.Failed, query ?? Everything, now);

    private LiveSession Open(string identity)
    {
        var chargePoint = new ChargePoint(Ids.New(now), identity, isApproved: true, now);
        var connector = chargePoint.ConnectorOrNew(1, now);
        var session = Session.Request(Ids.New(now), chargePoint, connector, offer: null, "TAG-1", driverId: null, now).Value;
        var live = new LiveSession(session, null, null, null);
        open.Add(live);
        return live;
    }

    private void Power(LiveSession session, int watts) => session.Apply(new MeterSample { At = now, PowerW = watts }, registerWh: null, now);
}
