using System.Net;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Users;

/// <summary>Who gets an account, what they may do, and who is shut out.</summary>
public sealed class PeopleTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private Actor Admin => host.ActorOf(Role.Admin);

    [Fact]
    public async Task Nobody_disables_their_own_account() =>
        Assert.Equal("own_account", (await host.Get<DisablePerson>().RunAsync(Admin, host.PersonOf(Role.Admin).PersonId, default)).Refusal!.Code);

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var house = await EvOpsHost.StartAsync();
        var last = house.PersonOf(Role.Admin);
        // Invited, but never came: cannot sign in, and so does not count.
        await house.Get<InvitePerson>().RunAsync(house.ActorOf(Role.Admin), "invited@test.local", "Invited", [Role.Admin], default);

        Assert.Equal("last_admin", (await house.Get<ChangeRoles>().RunAsync(house.ActorOf(Role.Admin), last.PersonId, [Role.Operator], default)).Refusal!.Code);
        Assert.Equal("last_admin", (await house.Get<DisablePerson>().RunAsync(Actor.House("test"), last.PersonId, default)).Refusal!.Code);
    }

    [Fact]
    public async Task Two_administrators_who_disable_each_other_at_once_do_not_both_succeed()
    {
        await using var house = await EvOpsHost.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (house.AddPerson($"one{round}@test.local", Role.Admin), house.AddPerson($"two{round}@test.local", Role.Admin));

            var outcomes = await Task.WhenAll(
                Task.Run(() => house.Get<DisablePerson>().RunAsync(ActorOf(one), two.PersonId, default)),
                Task.Run(() => house.Get<DisablePerson>().RunAsync(ActorOf(two), one.PersonId, default)));

            Assert.Single(outcomes, outcome => outcome.IsDone);
            // The next round begins without an administrator again.
            await using var db = house.OpenDb();
            await db.PersonRoles.ExecuteDeleteAsync();
        }
    }

    [Fact]
    public async Task An_account_that_is_enabled_again_keeps_its_password_and_not_what_was_open()
    {
        var person = host.AddPerson("back@test.local", Role.Operator);
        var token = (await LoginAsync(person.Email, EvOpsHost.Password)).Data.GetProperty("accessToken").GetString()!;
        await host.Get<DisablePerson>().RunAsync(Admin, person.PersonId, default);
        await host.Get<EnablePerson>().RunAsync(Admin, person.PersonId, default);

        var http = host.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetApiAsync("/v1/tags")).Status);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(person.Email, EvOpsHost.Password)).Status);
    }

    [Fact]
    public async Task The_list_is_searched_filtered_sorted_and_cut_in_the_database()
    {
        await using var house = await EvOpsHost.StartAsync();
        foreach (var name in new[] { "cc", "bb_b", "abxb" }) house.AddPerson($"{name}@list.local", Role.Driver);
        house.AddPerson("boss@list.local", Role.Admin, Role.Operator);
        var actor = house.ActorOf(Role.Admin);

        async Task<string> Emails(PersonFilter filter, int limit = 50, int offset = 0)
        {
            var page = (await house.Get<ListPeople>().RunAsync(actor, filter, limit, offset, default)).Value;
            return $"{page.Total}: {string.Join(" ", page.Items.Select(p => p.Email.Split('@')[0]))}";
        }

        Assert.Equal("4: abxb bb_b boss cc", await Emails(new("LIST.local", Order: PersonOrder.Email)));
        Assert.Equal("4: cc boss", await Emails(new("list.local", Order: PersonOrder.Email, IsDescending: true), limit: 2));
        Assert.Equal("4: boss cc", await Emails(new("list.local", Order: PersonOrder.Email), offset: 2));
        Assert.Equal("1: bb_b", await Emails(new("b_b")));
        Assert.Equal("0: ", await Emails(new("%")));
        Assert.Equal("1: boss", await Emails(new("list.local", Role.Operator)));
    }

    [Theory]
    [InlineData(Role.Operator)]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Only_administrators_change_people(Role role)
    {
        var (actor, somebody) = (host.ActorOf(role), host.PersonOf(Role.Driver).PersonId);

        Assert.Equal(RefusalKind.Forbidden, (await host.Get<InvitePerson>().RunAsync(actor, "x@test.local", "X", [Role.Admin], default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<RenewInvite>().RunAsync(actor, somebody, default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<ChangeRoles>().RunAsync(actor, actor.UserId!.Value, [Role.Admin], default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<DisablePerson>().RunAsync(actor, somebody, default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<EnablePerson>().RunAsync(actor, somebody, default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<ListPeople>().RunAsync(actor, new(), 10, 0, default)).Refusal!.Kind);
    }

    private Task<ApiAnswer> LoginAsync(string email, string password) =>
        host.Client().PostApiAsync("/v1/auth/login", new { email, password });

    private static Actor ActorOf(Standing person) => new(person.PersonId, person.Email, person.Roles, "test");
}
