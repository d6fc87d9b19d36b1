using System.Net;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using EvOps.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Users;

/// <summary>Who is there when the house opens for the first time.</summary>
public sealed class PeopleAtStartTests
{
    [Fact]
    public async Task Nobody_exists_where_nobody_was_asked_for()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var db = host.OpenDb();

        Assert.Equal(0, await db.People.CountAsync());
    }

    [Fact]
    public async Task The_settings_make_the_first_administrator_once()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Bootstrap:AdminEmail=root@house.example", "Bootstrap:AdminPassword=First-password-1"]);
        await host.StopAsync();
        await host.StartAgainAsync();

        var login = await host.Client().PostApiAsync("/v1/auth/login", new { email = "root@house.example", password = "First-password-1" });
        Assert.Equal(HttpStatusCode.OK, login.Status);
        await using var db = host.OpenDb();
        Assert.Equal(1, await db.People.CountAsync());
    }

    [Fact]
    public async Task Where_there_is_an_administrator_the_settings_make_none()
    {
        await using var host = await EvOpsHost.StartAsync();
        host.PersonOf(Role.Admin);

        var late = new BootstrapOptions { AdminEmail = "late@house.example", AdminPassword = "First-password-1" };
        await AtStart(host, late).RunAsync(default);

        await using var db = host.OpenDb();
        Assert.False(await db.People.AnyAsync(p => p.Email == "late@house.example"));
    }

    [Theory]
    [InlineData("root", "First-password-1", "Bootstrap:AdminEmail: \"root\" is not an e-mail address.")]
    [InlineData("", "First-password-1", "Bootstrap:AdminEmail: An e-mail address is needed.")]
    [InlineData("root@house.example", "weak", "Bootstrap:AdminPassword: The password is too weak: it needs at least 10 characters, a capital letter and a digit.")]
    public async Task A_first_administrator_who_cannot_be_made_stops_the_start_with_a_sentence(string email, string password, string sentence)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(
            () => EvOpsHost.StartAsync(settings: [$"Bootstrap:AdminEmail={email}", $"Bootstrap:AdminPassword={password}"]));

        Assert.Equal(sentence, refused.Message);
    }

    [Fact]
    public async Task A_setting_out_of_range_stops_the_start_and_is_named()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => EvOpsHost.StartAsync(settings: ["Users:LockOutAfter=0"]));

        Assert.StartsWith("Users:LockOutAfter: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_mode_brings_one_person_of_each_role_and_a_tag_for_the_driver()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Demo:Enabled=true", "Demo:ChargePoints=0", "Demo:Password=Try-me-out-1"]);

        foreach (var role in new[] { "admin", "operator", "support", "driver" })
        {
            var login = await host.Client().PostApiAsync("/v1/auth/login", new { email = $"{role}@evops.local", password = "Try-me-out-1" });
            Assert.Equal(HttpStatusCode.OK, login.Status);
        }
        await using var db = host.OpenDb();
        var driver = await db.People.SingleAsync(p => p.Email == "driver@evops.local");
        Assert.Equal(driver.Id, (await db.IdTags.SingleAsync(t => t.Value == "DRIVER-1")).UserId);
    }

    private static PeopleAtStart AtStart(EvOpsHost host, BootstrapOptions bootstrap) =>
        ActivatorUtilities.CreateInstance<PeopleAtStart>(host.Services, Options.Create(bootstrap));
}
