using EvOps.Domain.Refunds;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EvOps.Tests.Database;

/// <summary>A database that is away for a moment takes no house with it.</summary>
public sealed class DatabaseTroubleTests
{
    private static readonly string[] Own = ["DatabaseTrouble.cs", "DatabaseStart.cs", "DatabaseHealth.cs", "Races.cs"];

    [Fact]
    public async Task Every_loop_in_the_background_outlives_it()
    {
        var databases = new FailingDatabases();
        await using var house = await ChargingHouse.OpenAsync(databases.Stand);
        await using var charger = await house.ChargerAsync();
        var (loops, live) = (house.Host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList(), house.Host.Get<LiveFeed>());

        databases.AreAway = true;
        await house.TickUntilAsync(() =>
        {
            live.Publish(new ChargePointChanged(Guid.NewGuid(), ChargingHouse.Identity));
            live.Publish(new RefundChanged(Guid.NewGuid(), Guid.NewGuid()));
            return databases.RefusedTo("StuckNow") && databases.RefusedTo("FindAttention") && databases.RefusedTo("NetworkNow")
                && databases.RefusedTo("RefundsNow") && databases.RefusedTo("WebhookSender");
        });
        await house.TickUntilAsync(() => loops.TrueForAll(loop => loop.ExecuteTask is not { IsFaulted: true }));
        databases.AreAway = false;

        Assert.All(loops, loop => Assert.False(loop.ExecuteTask is { IsFaulted: true }, $"{loop.GetType().Name} ended: {loop.ExecuteTask?.Exception}"));
        Assert.False(house.Host.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.True((await house.Operator.GetApiAsync("/v1/stations")).Success);
    }

    [Fact]
    public void What_EF_wraps_is_known_and_a_bug_of_ours_is_not_taken_for_it()
    {
        var away = new SqliteException("unable to open database file", 14);

        Assert.All<Exception>([away, new InvalidOperationException("likely due to a transient failure", away), new DbUpdateException("", away), new TimeoutException(), new AggregateException(away)], one => Assert.True(DatabaseTrouble.Is(one)));
        Assert.All<Exception>([new InvalidOperationException("a bug"), new InvalidOperationException("a bug", new ArgumentException()), new NotSupportedException()], one => Assert.False(DatabaseTrouble.Is(one)));
    }

    [Fact]
    public void Nobody_catches_the_databases_exceptions_by_a_list_of_his_own()
    {
        var own = Architecture.House.Files.Where(file => file.Project == "Infrastructure" && !Own.Contains(file.Name)
            && (file.Code.Contains("DbException failure", StringComparison.Ordinal) || file.Code.Contains("DbException or", StringComparison.Ordinal)));

        Assert.Equal(["WatchAlerts.cs"], own.Select(file => file.Name).DefaultIfEmpty("WatchAlerts.cs"));
    }
}
