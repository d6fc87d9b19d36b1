using System.Net;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Database;
using EvOps.Tests.Support;
using Microsoft.Data.SqlClient;

namespace EvOps.Tests.Sessions;

/// <summary>
/// Many who want one plug at the same moment, over HTTP and over the charger's socket, on every database: SQLite always, SQL Server
/// where EVOPS_TEST_SQLSERVER holds a connection string whose login may create databases.
/// </summary>
public sealed class SessionRaceTests
{
    private const int Rounds = 6, Drivers = 64, Swipes = 8;

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_sixty_four_who_start_at_once_one_gets_the_plug_and_the_others_hear_that_it_is_in_use(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);
        await using var charger = await house.ChargerAsync("RACE");

        for (var connector = 1; connector <= Rounds; connector++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Drivers).Select(i => house.StartAsync($"RACER-{i}", connector, chargePoint: "RACE")));

            Assert.Single(answers, answer => answer.Success);
            AssertOthersAreRefused(answers);
            Assert.Equal(answers.Single(a => a.Success).Data.GetProperty("sessionId").GetGuid(), await house.HolderAsync(connector, "RACE"));
        }

        Assert.Equal(Rounds, house.Host.Get<LiveSessions>().Count);
        await DropAsync(house, provider);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_drivers_at_the_reader_and_drivers_over_HTTP_one_gets_the_plug(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);
        await using var charger = await house.ChargerAsync("RACE");
        for (var i = 0; i < Swipes; i++) await house.TagAsync($"SWIPE-{i}");

        for (var connector = 1; connector <= Rounds; connector++)
        {
            var plug = connector;
            var swipes = Enumerable.Range(0, Swipes).Select(i => Task.Run(() => charger.StartAsync($"SWIPE-{i}", 1000 + i, plug))).ToArray();
            var answers = await Task.WhenAll(Enumerable.Range(0, Drivers).Select(i => house.StartAsync($"RACER-{i}", plug, chargePoint: "RACE")));
            var begun = await Task.WhenAll(swipes);

            Assert.Equal(1, answers.Count(a => a.Success) + begun.Count(b => b.Status == "Accepted"));
            Assert.All(begun, b => Assert.Contains(b.Status, new[] { "Accepted", "ConcurrentTx" }));
            Assert.Equal(Swipes, begun.Select(b => b.TransactionId).Distinct().Count());
            AssertOthersAreRefused(answers);
            Assert.NotNull(await house.HolderAsync(plug, "RACE"));
        }

        Assert.Equal(Rounds, house.Host.Get<LiveSessions>().Count);
        await DropAsync(house, provider);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_stop_from_both_sides_at_once_ends_the_session_once_and_leaves_nothing_behind(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);
        await using var charger = await house.ChargerAsync("RACE");

        for (var connector = 1; connector <= Rounds; connector++)
        {
            var begun = await charger.StartAsync(connector: connector);
            var ends = Enumerable.Range(0, 4).Select(_ => house.EndAsync(begun.TransactionId)).ToArray();
            await charger.HearsAsync("RemoteStopTransaction", connector);
            await Task.WhenAll(charger.StopAsync(begun.TransactionId, 1_001_000, "Remote"), charger.StopAsync(begun.TransactionId, 1_001_000, "Remote"));

            Assert.All(await Task.WhenAll(ends), end => Assert.Equal(HttpStatusCode.OK, end.Status));
            var ended = await house.SessionAsync(begun.TransactionId);
            Assert.Equal(("COMPLETED", 1m), (ended.Text("status"), ended.Amount("energyKwh")));
            Assert.Single(ended.Kinds(), "Stopped");
        }

        await HostChargers.UntilAsync(() => Task.FromResult(house.Host.Get<LiveSessions>().Count == 0));
        await DropAsync(house, provider);
    }

    private static void AssertOthersAreRefused(IEnumerable<ApiAnswer> answers) => Assert.All(
        answers.Where(answer => !answer.Success),
        answer => Assert.Equal((HttpStatusCode.Conflict, Connector.InUse), (answer.Status, answer.Sentence)));

    private static async Task<ChargingHouse> OpenAsync(DatabaseProvider provider)
    {
        var house = provider switch
        {
            DatabaseProvider.Sqlite => await ChargingHouse.OpenAsync(),
            DatabaseProvider.SqlServer => await ChargingHouse.OpenAsync("Database:Provider=SqlServer", $"ConnectionStrings:EvOps={NewSqlServerDatabase()}"),
        };
        await house.Host.AddChargePointAsync(house.Station, "RACE", Rounds);
        return house;
    }

    private static string NewSqlServerDatabase() => new SqlConnectionStringBuilder(Environment.GetEnvironmentVariable("EVOPS_TEST_SQLSERVER"))
    {
        InitialCatalog = $"EvOpsRace_{Guid.NewGuid():N}",
    }.ToString();

    private static async Task DropAsync(ChargingHouse house, DatabaseProvider provider)
    {
        if (provider != DatabaseProvider.SqlServer) return;
        await using var db = house.Host.OpenDb();
        await db.Database.EnsureDeletedAsync();
    }
}
