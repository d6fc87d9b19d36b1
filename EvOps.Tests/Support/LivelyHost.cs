using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Demo;
using Microsoft.Playwright;

namespace EvOps.Tests.Support;

/// <summary>A host with the demo fleet in it, for tests that look at pages with something on them.</summary>
public sealed class LivelyHost : IAsyncLifetime
{
    public EvOpsHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await EvOpsHost.StartAsync(settings: ["Demo:Enabled=true", "Demo:ChargePoints=6"]);
        using var patience = new CancellationTokenSource(Waits.Longest);
        while (!Host.Get<LiveSessions>().All.Any(s => s.Figures.EnergyWh > 0)) await Task.Delay(50, patience.Token);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Every page that the navigation of this visitor leads to, and one of each kind that lists lead to.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(IPage page)
    {
        await page.GotoAsync("/");
        var addresses = await page.Locator("nav a[href]").EvaluateAllAsync<string[]>("links => links.map(link => new URL(link.href).pathname)");
        var session = Host.Get<LiveSessions>().All.First();
        return [.. addresses.Distinct(), $"/sessions/{session.Id}", $"/stations/{session.StationId}", $"/tariffs/{DemoNetwork.Tariffs[0].Id}", $"/chargers/{session.ChargePointIdentity}", $"/receipts/{session.Id}", $"/find?q={session.ChargePointIdentity}/{session.ConnectorNumber}", "/find?q=nothing-like-it", $"/wallets/{Host.PersonOf(Role.Driver).PersonId}"];
    }
}
