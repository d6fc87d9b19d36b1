using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace EvOps.Tests.Metrics;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_house_that_works_says_so_to_anybody(string path)
    {
        await using var host = await EvOpsHost.StartAsync();

        await HostChargers.UntilAsync(async () => (await host.Client().GetAsync(path)).StatusCode == HttpStatusCode.OK);

        Assert.Equal("Healthy", (await host.Client().GetFromJsonAsync<JsonElement>(path)).Text("status"));
    }

    [Fact]
    public async Task Ready_names_what_was_looked_at_and_gives_no_reason_where_all_is_well()
    {
        await using var host = await EvOpsHost.StartAsync();
        await HostChargers.UntilAsync(async () => (await host.Client().GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);

        Assert.Equal(
            """{"status":"Healthy","checks":{"database":{"status":"Healthy"},"jobs":{"status":"Healthy"},"meter writer":{"status":"Healthy"},"ocpp":{"status":"Healthy"}}}""",
            await host.Client().GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_part_that_fails_makes_the_house_not_ready_but_alive_and_says_why()
    {
        await using var host = await EvOpsHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("cellar", () => HealthCheckResult.Unhealthy("It is under water."), tags: ["ready"])
            .AddCheck("attic", () => throw new InvalidOperationException("secret: Password=x"), tags: ["ready"]));

        var ready = await ReadyAsync(host);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "It is under water.", "It could not be looked at."), (ready.Status, ready.ReasonOf("cellar"), ready.ReasonOf("attic")));
        Assert.DoesNotContain("secret", ready.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Client().GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task A_database_with_another_schema_is_a_reason_and_so_is_one_that_is_gone()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var db = host.OpenDb();

        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\"");
        Assert.Equal("The schema is not the one that this version needs.", (await ReadyAsync(host)).ReasonOf("database"));

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var file = db.Database.GetDbConnection().DataSource;
        await db.DisposeAsync();
        foreach (var part in new[] { file, file + "-wal", file + "-shm" }) File.Delete(part);
        Directory.CreateDirectory(file);
        await HostChargers.UntilAsync(async () => (await ReadyAsync(host)).ReasonOf("database") == "The database cannot be reached.");
        Directory.Delete(file);
    }

    [Fact]
    public async Task A_scheduler_that_does_not_run_is_a_reason()
    {
        await using var host = await EvOpsHost.StartAsync();
        await HostChargers.UntilAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK);

        await (await host.Get<ISchedulerFactory>().GetScheduler()).Standby();

        var ready = await ReadyAsync(host);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The job scheduler is not running: Standby."), (ready.Status, ready.ReasonOf("jobs")));
    }

    [Fact]
    public async Task Readings_that_wait_for_the_database_are_a_reason_until_they_are_written()
    {
        var store = new SlowStore();
        var clock = new FakeClock();
        await using var host = await EvOpsHost.StartAsync(clock, configure: builder => builder.Services.AddSingleton<IMeterStore>(store));
        await HostChargers.UntilAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK);

        var writing = host.Get<MeterWriter>().WriteAsync([new MeterReading { At = clock.GetUtcNow() }]);
        await store.Asked.Task;
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(host)).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Meter readings have been waiting for the database for more than 10 seconds.", (await ReadyAsync(host)).ReasonOf("meter writer"));

        store.Done.SetResult();
        await writing;
        await HostChargers.UntilAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK);

        await host.Get<MeterWriter>().StopAsync(default);
        Assert.Equal("Meter readings are not written any more.", (await ReadyAsync(host)).ReasonOf("meter writer"));
    }

    private static async Task<Ready> ReadyAsync(EvOpsHost host)
    {
        var response = await host.Client().GetAsync("/health/ready");
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed record Ready(HttpStatusCode Status, string Text)
    {
        public string? ReasonOf(string check) =>
            JsonDocument.Parse(Text).RootElement.GetProperty("checks").GetProperty(check).TryGetProperty("reason", out var reason) ? reason.GetString() : null;
    }

    private sealed class SlowStore : IMeterStore
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource Done { get; } = new();

        public Task AppendAsync(IEnumerable<MeterReading> readings)
        {
            Asked.TrySetResult();
            return Done.Task;
        }
    }
}
