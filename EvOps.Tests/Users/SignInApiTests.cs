using System.Net;
using System.Net.Http.Headers;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Users;

/// <summary>Programs sign in with an e-mail address and a password and get tokens.</summary>
public sealed class SignInApiTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task The_right_password_gives_tokens_that_open_the_api()
    {
        host.PersonOf(Role.Operator);
        var login = await LoginAsync(host, EvOpsHost.EmailOf(Role.Operator));

        Assert.Equal(HttpStatusCode.OK, login.Status);
        Assert.Equal("Bearer", login.Data.GetProperty("tokenType").GetString());
        Assert.True(login.Data.GetProperty("expiresIn").GetInt64() > 0);
        Assert.Equal(HttpStatusCode.OK, (await With(host, AccessToken(login)).GetApiAsync("/v1/tags")).Status);
    }

    [Theory]
    [InlineData("operator@test.local", "wrong")]
    [InlineData("nobody@test.local", EvOpsHost.Password)]
    [InlineData("operator@test.local", "")]
    public async Task A_wrong_password_and_an_unknown_address_are_told_the_same(string email, string password)
    {
        host.PersonOf(Role.Operator);
        var answer = await host.Client().PostApiAsync("/v1/auth/login", new { email, password });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_credentials", answer.Code);
        Assert.Equal("E-mail address or password is wrong.", answer.Sentence);
    }

    [Fact]
    public async Task Capitals_and_blanks_around_the_address_do_not_matter()
    {
        host.PersonOf(Role.Support);

        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(host, " Support@TEST.local ")).Status);
    }

    [Fact]
    public async Task A_token_that_is_none_is_401()
    {
        var answer = await With(host, "made-up").GetApiAsync("/v1/tags");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("unauthorized", answer.Code);
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_an_access_token_no_refresh_token()
    {
        host.PersonOf(Role.Operator);
        var login = await LoginAsync(host, EvOpsHost.EmailOf(Role.Operator));

        Assert.Equal(HttpStatusCode.Unauthorized, (await With(host, RefreshToken(login)).GetApiAsync("/v1/tags")).Status);
        var answer = await host.Client().PostApiAsync("/v1/auth/refresh", new { refreshToken = AccessToken(login) });
        Assert.Equal("invalid_token", answer.Code);
    }

    [Fact]
    public async Task An_access_token_ends_and_the_refresh_token_gives_another()
    {
        var clock = new FakeClock();
        await using var house = await EvOpsHost.StartAsync(clock);
        house.PersonOf(Role.Operator);
        var login = await LoginAsync(house, EvOpsHost.EmailOf(Role.Operator));
        Assert.Equal(HttpStatusCode.OK, (await With(house, AccessToken(login)).GetApiAsync("/v1/tags")).Status);

        clock.Advance(TimeSpan.FromSeconds(login.Data.GetProperty("expiresIn").GetInt64()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await With(house, AccessToken(login)).GetApiAsync("/v1/tags")).Status);

        var renewed = await house.Client().PostApiAsync("/v1/auth/refresh", new { refreshToken = RefreshToken(login) });
        Assert.Equal(HttpStatusCode.OK, renewed.Status);
        Assert.Equal(HttpStatusCode.OK, (await With(house, AccessToken(renewed)).GetApiAsync("/v1/tags")).Status);
    }

    [Fact]
    public async Task A_disabled_person_loses_access_refresh_and_sign_in_at_once()
    {
        var person = host.AddPerson("leaver@test.local", Role.Operator);
        var login = await LoginAsync(host, person.Email);
        var http = With(host, AccessToken(login));
        Assert.Equal(HttpStatusCode.OK, (await http.GetApiAsync("/v1/tags")).Status);

        Assert.True((await host.Get<DisablePerson>().RunAsync(host.ActorOf(Role.Admin), person.PersonId, default)).IsDone);

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetApiAsync("/v1/tags")).Status);
        Assert.Equal("invalid_token", (await host.Client().PostApiAsync("/v1/auth/refresh", new { refreshToken = RefreshToken(login) })).Code);
        var again = await LoginAsync(host, person.Email);
        Assert.Equal(HttpStatusCode.Forbidden, again.Status);
        Assert.Equal("account_disabled", again.Code);
    }

    [Fact]
    public async Task Who_was_disabled_by_another_node_is_out_within_a_minute()
    {
        var clock = new FakeClock();
        await using var house = await EvOpsHost.StartAsync(clock);
        var person = house.PersonOf(Role.Operator);
        var http = house.Client(Role.Operator);
        Assert.Equal(HttpStatusCode.OK, (await http.GetApiAsync("/v1/tags")).Status);

        // Nobody in this process is told.
        await using (var db = house.OpenDb())
        {
            (await db.People.FindAsync(person.PersonId))!.Disable();
            await db.SaveChangesAsync();
        }
        clock.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetApiAsync("/v1/tags")).Status);
    }

    [Fact]
    public async Task Another_role_counts_for_tokens_that_are_out_already()
    {
        var person = host.AddPerson("mover@test.local", Role.Driver);
        var http = With(host, AccessToken(await LoginAsync(host, person.Email)));
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync("/v1/tags")).Status);

        await host.Get<ChangeRoles>().RunAsync(host.ActorOf(Role.Admin), person.PersonId, [Role.Operator], default);

        Assert.Equal(HttpStatusCode.OK, (await http.GetApiAsync("/v1/tags")).Status);
    }

    private static Task<ApiAnswer> LoginAsync(EvOpsHost house, string email, string password = EvOpsHost.Password) =>
        house.Client().PostApiAsync("/v1/auth/login", new { email, password });

    private static HttpClient With(EvOpsHost house, string token)
    {
        var http = house.Client();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static string AccessToken(ApiAnswer login) => login.Data.GetProperty("accessToken").GetString()!;

    private static string RefreshToken(ApiAnswer login) => login.Data.GetProperty("refreshToken").GetString()!;
}
