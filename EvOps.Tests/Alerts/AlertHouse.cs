using System.Text.Json;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Webhooks;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Alerts;

/// <summary>Rules that find what a test says, and fail where it says so.</summary>
internal sealed class ScriptedRules : IAlertSource
{
    private int looks;

    public Dictionary<string, AlertSeverity> Wrong { get; } = [];

    public Exception? Fails { get; set; }

    /// <summary>What is said of all that is wrong.</summary>
    public string Words { get; set; } = "Look at it.";

    public int Looks => looks;

    public string About => "what is tested";

    public IReadOnlyList<AlertRule> Rules { get; } = [new("tested", "The test says that something is wrong.")];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [];

    public Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        Interlocked.Increment(ref looks);
        if (Fails is { } failure) throw failure;
        return Task.FromResult(new AlertFindings(Wrong.Select(one => new AlertSignal(one.Key, "tested", one.Value, "The test is wrong", Words, "/faults", look.Now))));
    }

    public Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel) => Task.FromResult("The test says so.");

    public Task<EvOpsHost> HostAsync(params string[] settings) =>
        EvOpsHost.StartAsync(new FakeClock(), settings, builder => builder.Services.AddSingleton<IAlertSource>(this));
}

/// <summary>What tests of alerts ask of a house.</summary>
internal static class AlertHouse
{
    public static Task LookAsync(this EvOpsHost host) => host.Get<WatchAlerts>().LookAsync(TestContext.Current.CancellationToken);

    /// <summary>Looks, and hands back the alerts of one rule, the open ones first.</summary>
    public static async Task<List<JsonElement>> AlertsAsync(this EvOpsHost host, string rule, Role role = Role.Operator)
    {
        await host.LookAsync();
        return [.. (await host.Client(role).GetApiAsync("/v1/alerts?limit=100")).Data.GetProperty("items").EnumerateArray().Where(a => a.Text("rule") == rule)];
    }

    /// <summary>The same, of those that are not over.</summary>
    public static async Task<List<JsonElement>> OpenAlertsAsync(this EvOpsHost host, string rule) => (await host.AlertsAsync(rule)).FindAll(a => a.Text("status") != "RESOLVED");

    public static async Task<JsonElement> OneAlertAsync(this EvOpsHost host, string rule, Role role = Role.Operator) => Assert.Single(await host.AlertsAsync(rule, role));

    /// <summary>What other systems were told of alerts, in order: the event's data.</summary>
    public static async Task<List<(string Type, JsonElement Data)>> ToldOthersAsync(this EvOpsHost host)
    {
        await using var db = host.OpenDb();
        var events = await db.WebhookEvents.AsNoTracking().ToListAsync();
        return [.. events.Where(e => e.Type.StartsWith("alert.", StringComparison.Ordinal)).OrderBy(e => e.Id).Select(e => (e.Type, JsonElement.Parse(e.Payload).GetProperty("data")))];
    }

    public static Task<ApiAnswer> DoAsync(this EvOpsHost host, Role role, JsonElement alert, string deed, object? body = null) =>
        host.Client(role).PostApiAsync($"/v1/alerts/{alert.Text("id")}/{deed}", body ?? new { });

    /// <summary>Lets the clock run while the charger is heard of, so that the house does not take it for gone.</summary>
    public static async Task PassAsync(this ChargingHouse house, TimeSpan time, params TestCharger[] heard)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(20))
        {
            house.Clock.Advance(TimeSpan.FromSeconds(20));
            foreach (var charger in heard) await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
        }
    }

    /// <summary>The charger goes, and stays away for as long.</summary>
    public static async Task LeaveAsync(this ChargingHouse house, TestCharger charger, string identity)
    {
        await charger.DisposeAsync();
        await house.TickUntilAsync(() => !house.Get<Domain.Stations.IChargePointLink>().IsConnected(identity));
    }
}
