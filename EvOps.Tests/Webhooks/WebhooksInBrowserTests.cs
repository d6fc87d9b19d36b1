using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Webhooks;

/// <summary>Webhooks as an administrator keeps them.</summary>
public sealed class WebhooksInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    [Fact]
    public async Task A_subscription_is_added_tested_looked_into_and_removed()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { BypassCSP = true });
        await page.GotoAsync("/webhooks");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.GetByText("Nobody is told of anything yet.").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a subscription" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ticket desk");
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync("http://tickets.example/hook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add subscription" }).ClickAsync();
        await page.GetByText("events would be readable on the way").WaitForAsync();
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Address.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Add subscription" }).ClickAsync();
        var secret = await page.GetByLabel("Secret", new() { Exact = true }).InputValueAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy secret" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test event to Ticket desk" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("200 OK").First).ToBeVisibleAsync();
        await Expect(dialog.GetByText("thank you")).ToBeVisibleAsync();
        Assert.True(Assert.Single(receiver.All).IsSignedWith(secret));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(dialog.GetByText("thank you")).ToHaveCountAsync(2);
        await dialog.Locator(".choices").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        // The log shows what happens elsewhere without reload, and its filter is in the address.
        receiver.AnswersWith(StatusCodes.Status500InternalServerError, "out of paper");
        await host.TellAsync("stuck");
        var log = page.GetByRole(AriaRole.Region, new() { Name = "Deliveries" });
        await Expect(log.GetByRole(AriaRole.Row).Filter(new() { HasText = WebhookEventType.SessionStuck })).ToContainTextAsync("Retrying");
        await log.GetByLabel("Event").SelectOptionAsync("ping");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("type=ping"));
        await Expect(log.GetByRole(AriaRole.Row).Filter(new() { HasText = WebhookEventType.SessionStuck })).ToHaveCountAsync(0);
        await log.GetByLabel("Event").SelectOptionAsync(WebhookEventType.SessionStuck);
        await log.GetByRole(AriaRole.Button, new() { Name = WebhookEventType.SessionStuck }).ClickAsync();
        await Expect(dialog.GetByText("out of paper").First).ToBeVisibleAsync();
        await dialog.Locator(".choices").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        Assert.Empty(await page.ViolationsAsync(npm, "/webhooks"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause Ticket desk" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume Ticket desk" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change Ticket desk" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this subscription" }).ClickAsync();
        await page.GetByText("Its delivery log and its secret are gone for good.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await page.GetByText("Nobody is told of anything yet.").WaitForAsync();
    }
}
