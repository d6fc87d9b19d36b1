using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace EvOps.Tests.Users;

/// <summary>The pages of this room as a person uses them.</summary>
public sealed class UsersInBrowserTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Theory]
    [InlineData(Role.Admin, "Overview Tags Users Audit")]
    [InlineData(Role.Operator, "Overview Tags")]
    [InlineData(Role.Support, "Overview")]
    public async Task Each_role_signs_in_and_sees_the_rooms_it_may_use(Role role, string rooms)
    {
        // Somebody of this test's own: the others here change and disable whom they use.
        var email = $"door-{role.ToString().ToLowerInvariant()}@browser.local";
        host.AddPerson(email, role);
        var page = await browser.OpenPageAsync(new() { BaseURL = host.Address.ToString() });
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(EvOpsHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        var shown = await page.GetByRole(AriaRole.Navigation, new() { Name = "Rooms" }).GetByRole(AriaRole.Link).AllInnerTextsAsync();
        foreach (var room in new[] { "Overview", "Tags", "Users", "Audit" }) Assert.Equal(rooms.Contains(room, StringComparison.Ordinal), shown.Contains(room));

        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
    }

    [Fact]
    public async Task An_administrator_invites_somebody_and_gets_a_link_that_works()
    {
        var page = await OpenAsync(Role.Admin, "/users");

        await page.GetByRole(AriaRole.Button, new() { Name = "Invite someone" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mara Lindqvist");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make invite link" }).ClickAsync();
        await page.GetByText("An e-mail address is needed.").WaitForAsync();
        await page.Locator("#invite-email").FillAsync("mara@browser.local");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make invite link" }).ClickAsync();
        var link = await page.GetByLabel("Invite link").InputValueAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        // The list moved by itself.
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "mara@browser.local" }).GetByText("Invited").WaitForAsync();
        var guest = await browser.OpenPageAsync();
        await guest.GotoAsync(link);
        await guest.GetByRole(AriaRole.Heading, new() { Name = "Set your password" }).WaitForAsync();
    }

    [Fact]
    public async Task Roles_are_changed_and_an_account_is_disabled_in_the_list()
    {
        var person = host.AddPerson("colleague@browser.local", Role.Driver);
        var page = await OpenAsync(Role.Admin, "/users?search=colleague");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "colleague@browser.local" });

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("Support", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save roles" }).ClickAsync();
        await row.GetByText("Support, Driver").WaitForAsync();

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable this account" }).ClickAsync();
        await row.GetByText("Disabled").WaitForAsync();

        // Each click is an id of its own in the audit trail, though both came over one circuit.
        await using var db = host.OpenDb();
        var ids = await db.AuditEntries.Where(e => e.Action == "change roles" || e.Action == "disable person").Where(e => e.SubjectId == person.PersonId.ToString()).Select(e => e.CorrelationId).ToListAsync();
        Assert.Equal(2, ids.OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task Who_is_disabled_is_out_of_an_open_page_at_once()
    {
        var person = host.PersonOf(Role.Support);
        var page = await OpenAsync(Role.Support, "/");

        Assert.True((await host.Get<DisablePerson>().RunAsync(host.ActorOf(Role.Admin), person.PersonId, default)).IsDone);

        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
    }

    [Fact]
    public async Task A_tag_is_added_found_and_removed()
    {
        host.PersonOf(Role.Driver);
        var page = await OpenAsync(Role.Operator, "/tags");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a tag" }).ClickAsync();
        await page.Locator("#tag-text").FillAsync("04a2b3");
        await page.Locator("#tag-owner").FillAsync(EvOpsHost.EmailOf(Role.Driver));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add tag" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "04A2B3" }).GetByText("Accepted").WaitForAsync();

        await page.GetByRole(AriaRole.Searchbox).FillAsync("nothing like it");
        await page.GetByText("No tag matches.").WaitForAsync();
        Assert.Contains("search=nothing", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("04a2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change tag 04A2B3" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this tag" }).ClickAsync();
        await page.GetByText("No tag matches.").WaitForAsync();
    }

    private async Task<IPage> OpenAsync(Role role, string path)
    {
        var page = await browser.OpenPageAsync(host, role);
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
