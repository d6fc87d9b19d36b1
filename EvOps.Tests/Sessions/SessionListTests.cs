using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>The list of sessions: found, sorted and cut in SQL.</summary>
public sealed class SessionListTests : IAsyncLifetime
{
    private readonly EvOpsHost host = new();
    private Station harbour = null!, airport = null!;
    private Session early = null!, big = null!, held = null!, open = null!;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        (harbour, airport) = (await host.AddStationAsync("Harbour"), await host.AddStationAsync("Airport 50% off"));
        var (first, second) = (await host.AddChargePointAsync(harbour, "HB_01"), await host.AddChargePointAsync(airport, "AP-77"));
        var driver = host.PersonOf(Role.Driver).PersonId;
        early = await host.AddSessionAsync(harbour, first, SessionRecords.Morning, "DE-ABC-1", driver, stopWh: 2000);
        big = await host.AddSessionAsync(airport, second, SessionRecords.Morning.AddHours(1), "DE-XYZ-9", stopWh: 51_000);
        held = await host.AddSessionAsync(harbour, first, SessionRecords.Morning.AddHours(2), "DE-ABC-2", driver, stopWh: 900);
        open = await host.AddSessionAsync(harbour, first, SessionRecords.Morning.AddHours(3), "ROAMING-1", stopWh: null);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_newest_session_comes_first_and_pages_do_not_overlap()
    {
        var (one, two) = (await ListAsync(new(), limit: 3), await ListAsync(new(), limit: 3, offset: 3));

        Assert.Equal((4, 4), (one.Total, two.Total));
        Assert.Equal([open.Id, held.Id, big.Id, early.Id], [.. one.Items.Concat(two.Items).Select(row => row.Id)]);
        var row = one.Items[2];
        Assert.Equal(("Airport 50% off", "Europe/Berlin", "AP-77", 1, "DE-XYZ-9", SessionState.Completed), (row.StationName, row.TimeZone, row.ChargePoint, row.ConnectorNumber, row.IdTag, row.State));
        Assert.Equal((50_000, 2000, "EUR"), (row.EnergyWh, row.CostMinorUnits, row.Currency));
        Assert.Equal("driver", two.Items[0].DriverName);
    }

    [Fact]
    public async Task Read_out_in_portions_all_come_once_oldest_first()
    {
        var sessions = host.Get<ListSessions>().AllAsync(host.ActorOf(Role.Support), new(), portion: 2, TestContext.Current.CancellationToken);

        Assert.Equal([early.Id, big.Id, held.Id, open.Id], await sessions.Select(row => row.Id).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_export_takes_the_page_s_filters_and_is_not_for_drivers()
    {
        var csv = await host.Browser(Role.Support).GetStringAsync("/sessions/export.csv?search=HB_01&review=true", TestContext.Current.CancellationToken);
        var refused = await host.Browser(Role.Driver).GetAsync("/sessions/export.csv", TestContext.Current.CancellationToken);

        var lines = csv.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
        Assert.StartsWith($"{held.Id},{held.TransactionId},Harbour,HB_01,1,DE-ABC-2,driver,Completed,2026-03-02T08:00:00Z", lines[1], StringComparison.Ordinal);
        Assert.NotEqual(System.Net.HttpStatusCode.OK, refused.StatusCode);
    }

    [Fact]
    public async Task Each_order_sorts_both_ways()
    {
        Assert.Equal([early.Id, big.Id, held.Id, open.Id], await IdsAsync(new(Order: SessionOrder.Requested, IsDescending: false)));
        Assert.Equal([big.Id, early.Id], (await IdsAsync(new(Order: SessionOrder.Energy)))[..2]);
        Assert.Equal([early.Id, big.Id], (await IdsAsync(new(Order: SessionOrder.Cost, IsDescending: false)))[2..]);
        Assert.Equal([held.Id, big.Id, early.Id], (await IdsAsync(new(Order: SessionOrder.Ended)))[..3]);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        Assert.Equal([open.Id], await IdsAsync(new(States: [SessionState.Starting, SessionState.Charging])));
        Assert.Equal([big.Id], await IdsAsync(new(States: [SessionState.Completed], StationId: airport.Id)));
        Assert.Equal([held.Id, big.Id], await IdsAsync(new(From: SessionRecords.Morning.AddHours(1), To: SessionRecords.Morning.AddHours(3))));
        Assert.Equal([held.Id], await IdsAsync(new(NeedsReview: true)));
        Assert.Equal([held.Id, early.Id], await IdsAsync(new(DriverId: host.PersonOf(Role.Driver).PersonId)));
    }

    [Fact]
    public async Task A_session_is_found_by_any_of_its_ids_and_names()
    {
        Assert.Equal([big.Id], await FoundAsync(big.Id.ToString()));
        Assert.Equal([big.Id], await FoundAsync(big.RequestId.ToString().ToUpperInvariant()));
        Assert.Equal([big.Id], await FoundAsync(big.Id.ToString()[^8..]));
        Assert.Equal([big.Id], await FoundAsync($"{big.TransactionId}"));
        Assert.Equal([big.Id], await FoundAsync("50%"));
        Assert.Equal([big.Id], await FoundAsync("ap-7"));
        Assert.Equal([held.Id, early.Id], await FoundAsync(" de-abc "));
        Assert.Equal([held.Id, early.Id], await FoundAsync("Driver"));
        Assert.Equal([open.Id, held.Id, early.Id], await FoundAsync("B_0"));
        Assert.Empty(await FoundAsync("B%1"));
        Assert.Empty(await FoundAsync("ABC"));

        await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), "de-abc-2", new TagWish(TagStatus.Accepted), default);
        Assert.Equal([held.Id], await FoundAsync("abc"));
    }

    [Fact]
    public async Task A_driver_sees_only_what_was_charged_with_a_tag_of_his_own()
    {
        var mine = await host.Get<ListSessions>().RunAsync(host.ActorOf(Role.Driver), new(), 50, 0, default);
        Assert.Equal([held.Id, early.Id], mine.Value.Items.Select(row => row.Id));

        Assert.True((await host.Get<ShowSession>().RunAsync(host.ActorOf(Role.Driver), early.Id.ToString(), default)).IsDone);
        Assert.Equal("forbidden", (await host.Get<ShowSession>().RunAsync(host.ActorOf(Role.Driver), big.Id.ToString(), default)).Refusal?.Code);
        Assert.Equal("forbidden", (await host.Get<ListReadings>().SeriesAsync(host.ActorOf(Role.Driver), big.Id.ToString(), 100, default)).Refusal?.Code);
    }

    [Fact]
    public async Task A_session_is_shown_with_its_names_and_what_happened_in_order()
    {
        var shown = (await host.Get<ShowSession>().RunAsync(host.ActorOf(Role.Support), $"{held.TransactionId}", default)).Value;

        Assert.Equal((held.Id, "Harbour", "driver@test.local"), (shown.Row.Id, shown.Row.StationName, shown.DriverEmail));
        Assert.Contains("below the first", shown.Row.ReviewReason);
        Assert.Null(shown.Row.EnergySoFarWh);
        Assert.Equal([SessionEventKind.Started, SessionEventKind.Evidence], shown.Events.Select(e => e.Kind));
    }

    private async Task<Infrastructure.Common.Page<SessionRow>> ListAsync(SessionFilter filter, int limit = 50, int offset = 0) =>
        (await host.Get<ListSessions>().RunAsync(host.ActorOf(Role.Support), filter, limit, offset, default)).Value;

    private async Task<Guid[]> IdsAsync(SessionFilter filter) => [.. (await ListAsync(filter)).Items.Select(row => row.Id)];

    private Task<Guid[]> FoundAsync(string search) => IdsAsync(new(search));
}
