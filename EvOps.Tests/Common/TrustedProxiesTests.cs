using System.Net.Http.Json;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Common;

/// <summary>What a proxy says of the caller counts where the proxy is known, and nowhere else.</summary>
public sealed class TrustedProxiesTests
{
    private const string Trusted = "Proxy:Known=10.0.0.0/8, 127.0.0.1";

    [Fact]
    public async Task Through_a_known_proxy_the_caller_is_who_it_says_and_cookies_are_for_TLS_alone()
    {
        await using var host = await StartAsync(Trusted);

        Assert.Equal("API, 203.0.113.7", await OriginAsync(host));
        Assert.Contains("; secure", await CookieAsync(host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Proxy:Known=10.0.0.0/8, 192.168.1.1")]
    [InlineData("Proxy:Known=")]
    public async Task Anybody_else_s_word_is_not_taken(string setting)
    {
        await using var host = await StartAsync(setting);

        Assert.Equal("API, 127.0.0.1", await OriginAsync(host));
        Assert.DoesNotContain("; secure", await CookieAsync(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_two_known_proxies_the_first_that_is_not_known_is_the_caller()
    {
        await using var host = await StartAsync(Trusted);

        Assert.Equal("API, 198.51.100.9", await OriginAsync(host, "1.2.3.4, 198.51.100.9, 10.20.30.40"));
    }

    [Fact]
    public async Task Attempts_to_sign_in_are_limited_by_the_caller_and_not_by_the_proxy()
    {
        await using var known = await StartAsync(Trusted, "Api:SignInsPerMinutePerAddress=1");
        Assert.Equal((401, 429, 401), (await AttemptAsync(known, "203.0.113.1"), await AttemptAsync(known, "203.0.113.1"), await AttemptAsync(known, "203.0.113.2")));

        await using var unknown = await StartAsync("Api:SignInsPerMinutePerAddress=1");
        Assert.Equal((401, 429), (await AttemptAsync(unknown, "203.0.113.1"), await AttemptAsync(unknown, "203.0.113.2")));
    }

    [Fact]
    public async Task What_is_no_address_is_named_in_a_sentence()
    {
        var (exitCode, output) = await EvOpsProcess.RunToEndAsync("--urls", "http://127.0.0.1:0", "--environment", "Testing", "--Proxy:Known=10.0.0.0/8, proxy.example");

        Assert.Equal(1, exitCode);
        Assert.Contains("Proxy:Known: \"proxy.example\" is neither an address nor a network such as 10.0.0.0/8.", output, StringComparison.Ordinal);
    }

    private static Task<EvOpsHost> StartAsync(params string[] settings) => EvOpsHost.StartAsync(settings: settings, map: app => app.MapGet(
        "/test/sign-in",
        (HttpContext http) => http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new(new ClaimsIdentity("test")))));

    private static HttpClient Through(HttpClient http, string forwardedFor = "203.0.113.7")
    {
        http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return http;
    }

    private static async Task<string> OriginAsync(EvOpsHost host, string forwardedFor = "203.0.113.7")
    {
        (await Through(host.Client(Role.Operator), forwardedFor).PutAsJsonAsync("/v1/tags/through", new { status = "Accepted" })).EnsureSuccessStatusCode();
        await using var db = host.OpenDb();
        return await db.AuditEntries.Where(e => e.SubjectId == "THROUGH").Select(e => e.Origin).SingleAsync();
    }

    private static async Task<string> CookieAsync(EvOpsHost host) =>
        Assert.Single((await Through(host.Client()).GetAsync("/test/sign-in")).Headers.GetValues("Set-Cookie"));

    private static async Task<int> AttemptAsync(EvOpsHost host, string forwardedFor) =>
        (int)(await Through(host.Client(), forwardedFor).PostAsJsonAsync("/v1/auth/login", new { email = "nobody@test.local", password = "wrong" })).StatusCode;
}
