using System.Net;
using EvOps.Domain.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Users;

/// <summary>Passwords cannot be guessed: the door shuts after a few wrong ones, and whoever tries quickly is held back.</summary>
public sealed class LockOutTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task Five_wrong_passwords_shut_the_door_for_five_minutes()
    {
        var clock = new FakeClock();
        await using var house = await EvOpsHost.StartAsync(clock);
        house.PersonOf(Role.Operator);
        var email = EvOpsHost.EmailOf(Role.Operator);

        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(house, email, "wrong")).Status);
        Assert.Equal("locked_out", (await LoginAsync(house, email, "wrong")).Code);

        var shut = await LoginAsync(house, email);
        Assert.Equal(HttpStatusCode.TooManyRequests, shut.Status);
        Assert.Equal("locked_out", shut.Code);
        Assert.Equal(TimeSpan.FromMinutes(5), shut.Message.Headers.RetryAfter!.Delta);

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(house, email)).Status);
    }

    [Fact]
    public async Task The_right_password_in_between_starts_the_count_anew()
    {
        host.AddPerson("forgetful@test.local", Role.Driver);

        for (var i = 0; i < 4; i++) await LoginAsync(host, "forgetful@test.local", "wrong");
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(host, "forgetful@test.local")).Status);
        for (var i = 0; i < 4; i++) Assert.Equal("invalid_credentials", (await LoginAsync(host, "forgetful@test.local", "wrong")).Code);
    }

    [Fact]
    public async Task Wrong_passwords_given_at_the_same_moment_all_count()
    {
        host.AddPerson("besieged@test.local", Role.Driver);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LoginAsync(host, "besieged@test.local", "wrong")));

        Assert.Equal("locked_out", (await LoginAsync(host, "besieged@test.local")).Code);
    }

    [Fact]
    public async Task Too_many_attempts_as_one_person_are_held_back_and_others_are_not()
    {
        await using var house = await EvOpsHost.StartAsync(settings: ["Api:SignInsPerMinute=3"]);
        house.PersonOf(Role.Operator);

        for (var i = 0; i < 3; i++) await LoginAsync(house, "guess@test.local", "wrong");
        var held = await LoginAsync(house, "guess@test.local", "wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, held.Status);
        Assert.Equal("rate_limited", held.Code);
        Assert.NotNull(held.Message.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(house, EvOpsHost.EmailOf(Role.Operator))).Status);
    }

    private static Task<ApiAnswer> LoginAsync(EvOpsHost house, string email, string password = EvOpsHost.Password) =>
        house.Client().PostApiAsync("/v1/auth/login", new { email, password });
}
