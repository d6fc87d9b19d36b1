using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

/// <summary>What the house relies on in whatever database it runs on.</summary>
public sealed class EveryDatabaseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_row_version_is_another_after_every_save(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, _) = await database.AddChargePointAsync();
        await using var db = database.Open();
        var row = await db.ChargePoints.SingleAsync();
        var versions = new HashSet<string> { Convert.ToHexString(row.RowVersion) };

        for (var i = 1; i <= 3; i++)
        {
            row.Seen(Noon.AddSeconds(i));
            await db.SaveChangesAsync();
            Assert.Equal(8, row.RowVersion.Length);
            Assert.True(versions.Add(Convert.ToHexString(row.RowVersion)));
        }

        await using var other = database.Open();
        Assert.Equal(row.RowVersion, (await other.ChargePoints.SingleAsync(c => c.Id == chargePoint.Id)).RowVersion);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Who_saves_second_what_both_have_read_is_refused_and_overwrites_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddChargePointAsync();
        await using var first = database.Open();
        await using var second = database.Open();
        var (ours, theirs) = (await first.Connectors.SingleAsync(), await second.Connectors.SingleAsync());
        var winner = Guid.NewGuid();

        ours.Take(winner);
        await first.SaveChangesAsync();
        theirs.Take(Guid.NewGuid());
        var lost = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());

        Assert.True(Races.IsLostRace(lost));
        await using var after = database.Open();
        Assert.Equal(winner, (await after.Connectors.SingleAsync()).OpenSessionId);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_row_that_was_changed_meanwhile_is_not_deleted(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddChargePointAsync();
        await using var first = database.Open();
        await using var second = database.Open();
        var (ours, theirs) = (await first.Connectors.SingleAsync(), await second.Connectors.SingleAsync());

        ours.Take(Guid.NewGuid());
        await first.SaveChangesAsync();
        second.Remove(theirs);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_second_open_session_on_a_connector_is_refused_by_the_database_itself(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, connector) = await database.AddChargePointAsync();
        await SaveAsync(database, TestDatabase.Request(chargePoint, connector, Noon));

        var lost = await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(database, TestDatabase.Request(chargePoint, connector, Noon.AddSeconds(1))));

        Assert.True(Races.IsLostRace(lost));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Ended_sessions_share_a_connector_with_an_open_one(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, connector) = await database.AddChargePointAsync();
        for (var i = 0; i < 3; i++)
        {
            var ended = TestDatabase.Request(chargePoint, connector, Noon.AddMinutes(i));
            ended.RequestStop(connector, Noon.AddMinutes(i));
            await SaveAsync(database, ended);
        }

        await SaveAsync(database, TestDatabase.Request(chargePoint, connector, Noon.AddHours(1)));

        await using var db = database.Open();
        Assert.Equal(4, await db.Sessions.CountAsync());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Times_come_back_as_the_same_moment_in_UTC_and_sort_and_compare_as_moments(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        DateTimeOffset[] inOrder =
        [
            DateTimeOffset.UnixEpoch,
            Noon.AddTicks(-1),
            Noon.ToOffset(TimeSpan.FromHours(-11)),
            Noon.AddTicks(1).ToOffset(TimeSpan.FromHours(14)),
            Noon.AddMilliseconds(45),
            Noon.AddMilliseconds(450).ToOffset(TimeSpan.FromHours(5.5)),
            Noon.AddMilliseconds(500),
            Noon.AddDays(300),
        ];
        await using (var db = database.Open())
        {
            db.AddRange(inOrder.Reverse().Select((at, i) => new SessionEvent(Guid.NewGuid(), at, SessionEventKind.Started, $"{i}")));
            await db.SaveChangesAsync();
        }

        await using var read = database.Open();
        var sorted = await read.SessionEvents.OrderBy(e => e.At).Select(e => e.At).ToListAsync();
        var fromNoon = await read.SessionEvents.CountAsync(e => e.At >= Noon);

        Assert.Equal(inOrder.Select(at => at.UtcTicks), sorted.Select(at => at.UtcTicks));
        Assert.All(sorted, at => Assert.Equal(TimeSpan.Zero, at.Offset));
        Assert.Equal(inOrder.Count(at => at >= Noon), fromNoon);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_charge_point_that_charged_cannot_be_deleted_from_under_its_sessions(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, connector) = await database.AddChargePointAsync();
        await SaveAsync(database, TestDatabase.Request(chargePoint, connector, Noon));
        await using var db = database.Open();

        db.Remove(await db.Connectors.SingleAsync());
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.False(Races.IsLostRace(refused));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Enums_are_stored_by_name_so_that_a_new_member_moves_none(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, connector) = await database.AddChargePointAsync();
        await SaveAsync(database, TestDatabase.Request(chargePoint, connector, Noon));
        await using var db = database.Open();

        Assert.Equal("Starting", await db.Database.SqlQueryRaw<string>("SELECT State AS \"Value\" FROM Sessions").SingleAsync());
    }

    private static async Task SaveAsync(TestDatabase database, Session session)
    {
        await using var db = database.Open();
        db.Add(session);
        await db.SaveChangesAsync();
    }
}
