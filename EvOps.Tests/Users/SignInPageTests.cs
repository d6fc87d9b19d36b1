using System.Net;
using System.Text.RegularExpressions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Users;

/// <summary>The console's door: a form without script, a cookie, a way back to where one came from.</summary>
public sealed partial class SignInPageTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task Whoever_is_not_signed_in_is_sent_to_the_door_and_back_again()
    {
        host.PersonOf(Role.Admin);
        var http = host.Client();
        var sent = await http.GetAsync("/users?search=a");
        Assert.Equal("/sign-in?returnUrl=%2Fusers%3Fsearch%3Da", sent.Headers.Location!.PathAndQuery);

        var let = await SubmitAsync(http, sent.Headers.Location.PathAndQuery, "sign-in", Credentials());

        Assert.Equal(HttpStatusCode.Found, let.StatusCode);
        Assert.EndsWith("/users?search=a", let.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/users?search=a")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("users")]
    public async Task Nobody_is_sent_to_another_site(string returnUrl)
    {
        host.PersonOf(Role.Admin);

        var let = await SubmitAsync(host.Client(), "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl), "sign-in", Credentials());

        Assert.Equal(HttpStatusCode.Found, let.StatusCode);
        Assert.Contains(let.Headers.Location!.ToString(), new[] { "/", host.Address.ToString() });
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        host.PersonOf(Role.Admin);

        var let = await SubmitAsync(host.Client(), "/sign-in", "sign-in", Credentials());
        var cookie = let.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("evops=", StringComparison.Ordinal));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_who_wants_it_stays_signed_in_beyond_the_browser()
    {
        host.PersonOf(Role.Admin);

        var let = await SubmitAsync(host.Client(), "/sign-in", "sign-in", [.. Credentials(), new("Form.Keep", "true")]);

        Assert.Contains(let.Headers.GetValues("Set-Cookie"), value => value.StartsWith("evops=", StringComparison.Ordinal) && value.Contains("expires", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_lets_nobody_in()
    {
        host.PersonOf(Role.Admin);
        var http = host.Client();

        var refused = await SubmitAsync(http, "/sign-in", "sign-in", Credentials(password: "wrong"));

        Assert.Contains("E-mail address or password is wrong.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await http.GetAsync("/users")).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        host.PersonOf(Role.Admin);
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), .. Credentials()]);

        var refused = await host.Client().PostAsync("/sign-in", form);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Leaving_takes_the_cookie_and_needs_the_token_of_the_page()
    {
        host.PersonOf(Role.Admin);
        var http = host.Client();
        await SubmitAsync(http, "/sign-in", "sign-in", Credentials());

        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/sign-out", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/users")).StatusCode);

        using var form = new FormUrlEncodedContent([await TokenAsync(http, "/users")]);
        var left = await http.PostAsync("/sign-out", form);
        Assert.Equal("/sign-in", left.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Found, (await http.GetAsync("/users")).StatusCode);
    }

    [Fact]
    public async Task A_disabled_persons_cookie_opens_nothing()
    {
        var person = host.AddPerson("fired@test.local", Role.Admin);
        var http = host.Client();
        await SubmitAsync(http, "/sign-in", "sign-in", Credentials(person.Email));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/users")).StatusCode);

        await host.Get<DisablePerson>().RunAsync(host.ActorOf(Role.Admin), person.PersonId, default);

        Assert.Equal("/sign-in", (await http.GetAsync("/users")).Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetApiAsync("/v1/tags")).Status);
    }

    [Fact]
    public async Task The_cookie_opens_the_api_too()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.Browser(Role.Operator).GetApiAsync("/v1/tags")).Status);
    }

    [Fact]
    public async Task An_invite_link_leads_to_a_form_and_in()
    {
        var invitation = (await host.Get<InvitePerson>().RunAsync(host.ActorOf(Role.Admin), "guest@test.local", "Guest", [Role.Admin], default)).Value;
        var http = host.Client();
        KeyValuePair<string, string>[] passwords = [new("Form.Password", EvOpsHost.Password), new("Form.Again", EvOpsHost.Password)];

        var differ = await SubmitAsync(http, $"/invite/{invitation.Token}", "invite", [passwords[0], new("Form.Again", "other")]);
        Assert.Contains("The two passwords differ.", await differ.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var let = await SubmitAsync(http, $"/invite/{invitation.Token}", "invite", passwords);
        Assert.Equal(HttpStatusCode.Found, let.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/users")).StatusCode);

        var again = await http.GetAsync($"/invite/{invitation.Token}");
        Assert.Contains("This link is not valid any more", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", again.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task Whoever_is_signed_in_changes_his_password_and_is_out_wherever_else_he_was_in()
    {
        const string Other = "Quite-another-2";
        var person = host.AddPerson("changer@test.local", Role.Operator);
        var (here, there) = (host.Client(), host.Client());
        foreach (var http in (HttpClient[])[here, there]) await SubmitAsync(http, "/sign-in", "sign-in", Credentials(person.Email));

        Assert.Contains("The current password is wrong.", await ChangeAsync("wrong", Other), StringComparison.Ordinal);
        Assert.Contains("The two new passwords differ.", await ChangeAsync(EvOpsHost.Password, Other, "other"), StringComparison.Ordinal);
        Assert.Contains("The password is too weak: it needs at least 10 characters", await ChangeAsync(EvOpsHost.Password, "short"), StringComparison.Ordinal);
        Assert.Contains("The new password is the old one.", await ChangeAsync(EvOpsHost.Password, EvOpsHost.Password), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/tags")).StatusCode);

        Assert.Contains("Your password is changed.", await ChangeAsync(EvOpsHost.Password, Other), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/tags")).StatusCode);
        Assert.Equal("/sign-in", (await there.GetAsync("/tags")).Headers.Location!.AbsolutePath);
        Assert.Equal("invalid_credentials", (await host.Client().PostApiAsync("/v1/auth/login", new { email = person.Email, password = EvOpsHost.Password })).Code);
        Assert.True((await host.Client().PostApiAsync("/v1/auth/login", new { email = person.Email, password = Other })).Success);

        async Task<string> ChangeAsync(string current, string password, string? again = null)
        {
            var answer = await SubmitAsync(here, "/password", "password", [new("Form.Current", current), new("Form.Password", password), new("Form.Again", again ?? password)]);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Guesses_of_the_current_password_shut_the_door_as_at_the_door()
    {
        var person = host.AddPerson("guesser@test.local", Role.Driver);
        var (actor, change) = (new Actor(person.PersonId, person.Email, [Role.Driver], "test"), host.Get<ChangePassword>());
        for (var i = 0; i < 5; i++) Assert.Equal("The current password is wrong.", (await change.RunAsync(actor, $"guess {i}", "Quite-another-2", default)).Refusal!.Message);

        Assert.Equal("locked_out", (await change.RunAsync(actor, EvOpsHost.Password, "Quite-another-2", default)).Refusal!.Code);
        Assert.Equal("locked_out", (await host.Client().PostApiAsync("/v1/auth/login", new { email = person.Email, password = EvOpsHost.Password })).Code);
    }

    private static KeyValuePair<string, string>[] Credentials(string? email = null, string password = EvOpsHost.Password) =>
        [new("Form.Email", email ?? EvOpsHost.EmailOf(Role.Admin)), new("Form.Password", password)];

    /// <summary>As a browser without script: loads the page and posts its form.</summary>
    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient http, string path, string form, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent([await TokenAsync(http, path), new("_handler", form), .. fields]);
        return await http.PostAsync(path, content);
    }

    private static async Task<KeyValuePair<string, string>> TokenAsync(HttpClient http, string path)
    {
        var page = await http.GetStringAsync(path);
        return new("__RequestVerificationToken", AntiforgeryToken().Match(page).Groups["token"].Value);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
