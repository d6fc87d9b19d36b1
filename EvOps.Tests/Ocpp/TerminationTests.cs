using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace EvOps.Tests.Ocpp;

/// <summary>SIGTERM to a real process: an orchestrator gives it ten seconds.</summary>
public sealed class TerminationTests(BrowserFixture browser)
{
    private const int Chargers = 50;
    private const string Admin = "admin@test.local";

    [Fact]
    public async Task On_SIGTERM_with_chargers_and_a_browser_connected_the_process_ends_well_in_time_and_has_kept_what_it_acknowledged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows knows no SIGTERM.");
        var folder = Directory.CreateTempSubdirectory("evops-term-").FullName;
        var database = Path.Combine(folder, "evops.db");
        await using var evops = await EvOpsProcess.StartAsync(
            database, "Ocpp:UnknownChargePoints=Accept", "Users:UnknownTags=Accept", $"Bootstrap:AdminEmail={Admin}", $"Bootstrap:AdminPassword={EvOpsHost.Password}");
        var page = await SignInAsync(evops);
        var acknowledged = new ConcurrentBag<(int Transaction, long Register)>();
        var chargers = await Task.WhenAll(Enumerable.Range(1, Chargers).Select(n => OcppClient.OpenAsync(OcppClient.UrlFor(evops.Chargers, $"CP-{n}"))));
        var charging = Array.ConvertAll(chargers, charger => ChargeAsync(charger, acknowledged));
        while (acknowledged.Select(a => a.Transaction).Distinct().Count() < Chargers && !charging.Any(c => c.IsCompleted)) await Task.Delay(20);

        await using var phone = await LostCircuitAsync(evops);
        await using var lost = await OcppClient.OpenAsync(OcppClient.UrlFor(evops.Chargers, "CP-LOST"));
        lost.Freeze();

        var (exitCode, took) = await evops.TerminateAsync();

        await Task.WhenAll(charging);
        Assert.Equal(0, exitCode);
        // Neither of those who cannot answer any more is waited for until the host's patience of 8 s ends.
        Assert.True(took < TimeSpan.FromSeconds(6), $"It took {took}.");
        Assert.All(chargers, charger => Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, charger.CloseStatus));
        Assert.Empty(acknowledged.Except(Stored(database)));
        foreach (var charger in chargers) await charger.DisposeAsync();
        await page.Context.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<IPage> SignInAsync(EvOpsProcess evops)
    {
        var page = await browser.OpenPageAsync(new() { BaseURL = evops.Address.ToString() });
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail address").FillAsync(Admin);
        await page.GetByLabel("Password").FillAsync(EvOpsHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    /// <summary>A browser whose network went while its circuit was open: nobody answers, nobody closes.</summary>
    private static async Task<OcppClient> LostCircuitAsync(EvOpsProcess evops)
    {
        using var http = new HttpClient { BaseAddress = evops.Address };
        var negotiated = JsonNode.Parse(await (await http.PostAsync("/_blazor/negotiate?negotiateVersion=1", null)).Content.ReadAsStringAsync())!;
        var url = new UriBuilder(evops.Address) { Scheme = "ws", Path = "/_blazor", Query = $"id={negotiated["connectionToken"]}" };
        var circuit = await OcppClient.OpenAsync(url.Uri, new OcppClientOptions { Subprotocols = [] });
        await circuit.SendRawAsync("""{"protocol":"blazorpack","version":1}""" + '\u001e');
        await circuit.ReceiveRawAsync();
        circuit.Freeze();
        return circuit;
    }

    /// <summary>One reading after the other until the connection ends, each noted when it was answered.</summary>
    private static async Task ChargeAsync(OcppClient charger, ConcurrentBag<(int, long)> acknowledged)
    {
        await charger.CallAsync("BootNotification", new JsonObject { ["chargePointVendor"] = "V", ["chargePointModel"] = "M" });
        var now = DateTimeOffset.UtcNow;
        var started = await charger.CallAsync("StartTransaction", new JsonObject { ["connectorId"] = 1, ["idTag"] = "TAG-1", ["meterStart"] = 0, ["timestamp"] = now.ToString("O") });
        var transaction = (int)started["transactionId"]!;
        try
        {
            for (var register = 1L; ; register++)
            {
                await charger.CallAsync("MeterValues", JsonNode.Parse($$"""
                    {"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"{{now.AddSeconds(register):O}}","sampledValue":[{"value":"{{register}}"}]}]}
                    """));
                acknowledged.Add((transaction, register));
            }
        }
        catch (OcppConnectionLostException)
        {
            // What the test is about.
        }
    }

    private static HashSet<(int, long)> Stored(string file)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=false");
        db.Open();
        using var query = db.CreateCommand();
        query.CommandText = "SELECT TransactionId, EnergyWh FROM MeterReadings";
        using var rows = query.ExecuteReader();
        var stored = new HashSet<(int, long)>();
        while (rows.Read()) stored.Add((rows.GetInt32(0), rows.GetInt64(1)));
        return stored;
    }
}
