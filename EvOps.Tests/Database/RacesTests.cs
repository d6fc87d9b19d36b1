using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

public sealed class RacesTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_twenty_who_take_a_plug_at_once_one_gets_it_and_the_others_hear_why_not(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddChargePointAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Races.DecideAgainAsync(async () =>
        {
            await using var db = database.Open();
            var connector = await db.Connectors.SingleAsync();
            if (connector.StandsAgainstStart() is { } refusal) return refusal.Message;
            connector.Take(Guid.NewGuid());
            await db.SaveChangesAsync();
            return "taken";
        }))));

        Assert.Single(outcomes, "taken");
        Assert.Equal(19, outcomes.Count(o => o == Connector.InUse));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_two_who_enter_the_same_key_at_once_the_second_finds_the_first(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var attempts = 0;

        var found = await Races.DecideAgainAsync(async () =>
        {
            attempts++;
            await using var db = database.Open();
            if (await db.ChargePoints.SingleOrDefaultAsync() is { } known) return known.Identity;
            await database.AddChargePointAsync();
            db.Add(new ChargePoint(Guid.NewGuid(), "CP-1", isApproved: false, DateTimeOffset.UnixEpoch));
            await db.SaveChangesAsync();
            return "entered";
        });

        Assert.Equal(("CP-1", 2), (found, attempts));
    }

    [Fact]
    public async Task Only_a_lost_race_is_decided_again()
    {
        var attempts = 0;

        await Assert.ThrowsAsync<DbUpdateException>(() => Races.DecideAgainAsync<bool>(() =>
        {
            attempts++;
            throw new DbUpdateException("A column is too long");
        }));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_race_that_is_lost_again_and_again_ends_in_the_last_loss()
    {
        var attempts = 0;

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => Races.DecideAgainAsync<bool>(() =>
        {
            attempts++;
            throw new DbUpdateConcurrencyException("Lost");
        }));

        Assert.InRange(attempts, 2, 100);
    }
}
