using System.Net;
using System.Reflection;
using EvOps.Domain.Users;
using EvOps.Tests.Support;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;

namespace EvOps.Tests.Users;

/// <summary>What each role may do, and that no door was forgotten.</summary>
public sealed class PermissionTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Theory]
    [InlineData(Role.Admin, "ViewNetwork ManageStations ManageTariffs CommandChargers ViewMessages ManageTags ControlSessions UnlockConnectors HandleAlerts SetThresholds ReviewBills ManageWallets RequestRefunds ApproveRefunds ChargeOwn ManageUsers ViewAudit ManageJobs ManageWebhooks")]
    [InlineData(Role.Operator, "ViewNetwork CommandChargers ViewMessages ManageTags ControlSessions UnlockConnectors HandleAlerts ChargeOwn")]
    [InlineData(Role.Support, "ViewNetwork ViewMessages ControlSessions HandleAlerts ReviewBills ManageWallets RequestRefunds ApproveRefunds ChargeOwn")]
    [InlineData(Role.Driver, "ChargeOwn")]
    public async Task A_role_may_what_the_table_says_and_the_policies_agree(Role role, string expected)
    {
        var policies = host.Get<IAuthorizationService>();
        var user = Web.Common.PersonClaims.Full(host.PersonOf(role), "test", "test");
        List<Permission> allowed = [];
        foreach (var permission in Enum.GetValues<Permission>())
        {
            if ((await policies.AuthorizeAsync(user, permission.ToString())).Succeeded) allowed.Add(permission);
        }

        Assert.Equal(expected, string.Join(' ', allowed));
        Assert.Equal(RolePermissions.Of(role).Order(), allowed.Order());
    }

    [Fact]
    public async Task Nobody_may_nothing()
    {
        var nobody = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity());
        foreach (var permission in Enum.GetValues<Permission>())
        {
            Assert.False((await host.Get<IAuthorizationService>().AuthorizeAsync(nobody, permission.ToString())).Succeeded);
        }
    }

    [Theory]
    [InlineData("/users", Role.Admin)]
    [InlineData("/audit", Role.Admin)]
    [InlineData("/webhooks", Role.Admin)]
    [InlineData("/tags", Role.Admin, Role.Operator)]
    public async Task A_page_opens_for_the_roles_it_is_for(string path, params Role[] roles)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var answer = await host.Browser(role).GetAsync(path);
            if (roles.Contains(role)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            else Assert.Equal("/access-denied", answer.Headers.Location!.AbsolutePath);
        }
    }

    [Fact]
    public async Task Who_may_not_see_a_page_is_told_so_with_403()
    {
        var denied = await host.Browser(Role.Driver).GetAsync("/access-denied?returnUrl=%2Fusers");

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Contains("Your role does not allow you to see this page.", await denied.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_says_who_may_see_it()
    {
        var pages = typeof(Web.EvOpsApp).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any());

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.True(
            page.GetCustomAttributes().Any(attribute => attribute is IAuthorizeData or IAllowAnonymous), $"{page.Name} says nothing."));
    }

    [Fact]
    public void Every_endpoint_of_the_api_says_who_may_call_it()
    {
        var endpoints = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => ApiPaths.Contains("/" + endpoint.RoutePattern.RawText!.TrimStart('/'))).ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.Any(item => item is IAuthorizeData or IAllowAnonymous), $"{endpoint.RoutePattern.RawText} says nothing."));
    }
}
