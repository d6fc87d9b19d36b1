using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.StuckSessions;

/// <summary>The click that frees a plug, with what it comes to before and after.</summary>
public sealed class UnlockInBrowserTests(BrowserFixture browser, SessionsInBrowserTests.House house) : IClassFixture<SessionsInBrowserTests.House>
{
    [Fact]
    public async Task An_operator_sees_what_an_unlock_comes_to_clicks_and_reads_what_happened()
    {
        await using var charger = await house.ChargerAsync("STUCK");
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 11_345);
        var page = await OpenAsync("/chargers/STUCK");

        await page.GetByRole(AriaRole.Button, new() { Name = "Unlock connector 1" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("The session ends after 10.345 kWh; the driver pays € 4.14.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Unlock connector 1" }).ClickAsync();

        await dialog.GetByText("STUCK released the cable.").WaitForAsync();
        await dialog.GetByText("The session was closed after 10.345 kWh; the driver pays € 4.14.").WaitForAsync();
        await charger.HearsAsync("UnlockConnector");
        await dialog.GetByRole(AriaRole.Link, new() { Name = "See the session" }).ClickAsync();
        await page.GetByText("Closed from here").Or(page.GetByText("freed connector 1")).First.WaitForAsync();
    }

    [Fact]
    public async Task Who_looks_at_a_preview_sees_that_another_driver_has_taken_the_plug_meanwhile()
    {
        await using var charger = await house.ChargerAsync("TAKEN");
        var first = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(first.TransactionId, 11_345);
        var page = await OpenAsync("/chargers/TAKEN");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unlock connector 1" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("The session ends after 10.345 kWh; the driver pays € 4.14.").WaitForAsync();

        await charger.StopAsync(first.TransactionId, 11_400);
        await charger.StartAsync(meterStart: 11_400);

        await dialog.GetByText("This has changed since you opened it.").WaitForAsync();
        await dialog.GetByText("The session ends at its start, for the meter told no reading; nobody pays.").WaitForAsync();
    }

    [Fact]
    public async Task A_charger_that_knows_no_unlock_leads_to_the_next_step()
    {
        await using var charger = await house.ChargerAsync("FIXED");
        charger.Answers["UnlockConnector"] = "NotSupported";
        var page = await OpenAsync("/chargers/FIXED");

        await page.GetByRole(AriaRole.Button, new() { Name = "Unlock connector 1" }).ClickAsync();
        await page.GetByText("No session holds this connector.").WaitForAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Unlock connector 1" }).ClickAsync();

        await page.GetByText("FIXED cannot unlock this connector by command (NotSupported).").WaitForAsync();
        await page.GetByText("or by a soft reset").WaitForAsync();
    }

    [Fact]
    public async Task The_page_of_stuck_sessions_says_anew_when_it_was_looked_though_nothing_changes()
    {
        await using var lively = await EvOpsHost.StartAsync(new FakeClock());
        var page = await browser.OpenPageAsync(lively, Role.Operator);
        await Webhooks.WebhookTalk.TickUntilAsync(lively, TimeSpan.FromSeconds(1), () => Task.FromResult(lively.Get<Infrastructure.StuckSessions.StuckNow>().LookedAt is not null));
        await page.GotoAsync("/stuck-sessions");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        var checkedAt = page.GetByText("Last checked").Locator("time").First;
        var before = await checkedAt.GetAttributeAsync("datetime");

        await Webhooks.WebhookTalk.TickUntilAsync(lively, TimeSpan.FromSeconds(1), async () => await checkedAt.GetAttributeAsync("datetime") != before);
    }

    [Fact]
    public async Task A_driver_releases_the_cable_of_his_own_session_where_the_house_lets_him()
    {
        await using var letting = await ChargingHouse.OpenAsync("StuckSessions:DriversMayUnlock=true");
        await using var charger = await letting.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 2_000);
        var page = await browser.OpenPageAsync(letting.Host, Role.Driver);
        await page.GotoAsync($"/drive/sessions/{begun.TransactionId}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Release the cable" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("The session ends after 1.000 kWh; you pay € 0.40.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Release the cable" }).ClickAsync();

        await page.GetByText("The charger released the cable. Pull it out now.").WaitForAsync();
        await charger.HearsAsync("UnlockConnector");
        Assert.Equal("COMPLETED", (await letting.SessionAsync(begun.TransactionId)).Text("status"));
    }

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await browser.OpenPageAsync(house.Host, Role.Operator);
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
