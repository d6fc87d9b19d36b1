using System.Net;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Users;

/// <summary>An account begins with a link that sets the password, once.</summary>
public sealed class InviteTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private Actor Admin => host.ActorOf(Role.Admin);

    [Fact]
    public async Task Whoever_is_invited_sets_a_password_and_can_sign_in()
    {
        var invitation = (await InviteAsync("mara@test.local", Role.Operator)).Value;
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync("mara@test.local", "")).Status);

        var accepted = await host.Get<AcceptInvite>().RunAsync(invitation.Token, EvOpsHost.Password, "test", default);

        Assert.True(accepted.IsDone);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync("mara@test.local", EvOpsHost.Password)).Status);
    }

    [Fact]
    public async Task An_invite_link_works_once()
    {
        var invitation = (await InviteAsync("once@test.local", Role.Driver)).Value;
        await host.Get<AcceptInvite>().RunAsync(invitation.Token, EvOpsHost.Password, "test", default);

        var again = await host.Get<AcceptInvite>().RunAsync(invitation.Token, "Another-password-2", "test", default);

        Assert.Equal("invite_not_valid", again.Refusal!.Code);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync("once@test.local", EvOpsHost.Password)).Status);
    }

    [Fact]
    public async Task Of_two_who_use_a_link_at_the_same_moment_one_sets_the_password()
    {
        var invitation = (await InviteAsync("twice@test.local", Role.Driver)).Value;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            host.Get<AcceptInvite>().RunAsync(invitation.Token, $"{EvOpsHost.Password}{i}", "test", default)));

        Assert.Single(outcomes, outcome => outcome.IsDone);
    }

    [Fact]
    public async Task A_new_link_makes_the_old_one_worthless()
    {
        var first = (await InviteAsync("lost@test.local", Role.Driver)).Value;
        var second = (await host.Get<RenewInvite>().RunAsync(Admin, first.PersonId, default)).Value;

        Assert.False((await host.Get<AcceptInvite>().LookAsync(first.Token, default)).IsDone);
        Assert.True((await host.Get<AcceptInvite>().LookAsync(second.Token, default)).IsDone);
    }

    [Fact]
    public async Task An_invite_link_ends_after_a_week()
    {
        var clock = new FakeClock();
        await using var house = await EvOpsHost.StartAsync(clock);
        var invitation = (await house.Get<InvitePerson>().RunAsync(house.ActorOf(Role.Admin), "late@test.local", "Late", [Role.Driver], default)).Value;

        clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("invite_not_valid", (await house.Get<AcceptInvite>().LookAsync(invitation.Token, default)).Refusal!.Code);
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("")]
    public async Task A_link_that_nobody_made_is_refused(string token) =>
        Assert.Equal("invite_not_valid", (await host.Get<AcceptInvite>().LookAsync(token, default)).Refusal!.Code);

    [Fact]
    public async Task A_weak_password_is_refused_with_everything_it_lacks()
    {
        var invitation = (await InviteAsync("weak@test.local", Role.Driver)).Value;

        var refused = await host.Get<AcceptInvite>().RunAsync(invitation.Token, "short", "test", default);

        Assert.Equal("The password is too weak: it needs at least 10 characters, a capital letter and a digit.", refused.Refusal!.Message);
    }

    [Fact]
    public async Task An_address_is_given_once_whatever_its_capitals()
    {
        await InviteAsync("taken@test.local", Role.Driver);

        Assert.Equal("email_taken", (await InviteAsync(" Taken@Test.local ", Role.Driver)).Refusal!.Code);
    }

    [Fact]
    public async Task Everything_wrong_with_an_invite_is_told_at_once()
    {
        var refused = (await host.Get<InvitePerson>().RunAsync(Admin, "not an address", " ", [], default)).Refusal!;

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal(["displayName", "email", "roles"], refused.Errors!.Keys.Order());
    }

    private Task<Outcome<Invitation>> InviteAsync(string email, params Role[] roles) =>
        host.Get<InvitePerson>().RunAsync(Admin, email, "Somebody", roles, default);

    private Task<ApiAnswer> LoginAsync(string email, string password) =>
        host.Client().PostApiAsync("/v1/auth/login", new { email, password });
}
