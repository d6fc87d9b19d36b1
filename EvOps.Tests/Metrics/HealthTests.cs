using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EvOps.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Tests.Metrics;

public sealed class HealthTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_house_that_works_says_so_to_anybody(string path)
    {
        var response = await host.Client().GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("Healthy", report.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ready_names_what_was_looked_at()
    {
        var report = await host.Client().GetFromJsonAsync<JsonElement>("/health/ready", TestContext.Current.CancellationToken);

        var checks = report.GetProperty("checks").EnumerateObject().Select(check => check.Name);
        Assert.Equal(["database", "ocpp"], checks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_part_that_fails_makes_the_house_not_ready_but_alive()
    {
        await using var broken = await EvOpsHost.StartAsync(configure: builder =>
            builder.Services.AddHealthChecks().AddCheck("cellar", () => HealthCheckResult.Unhealthy("secret: under water"), tags: ["ready"]));

        var ready = await broken.Client().GetAsync("/health/ready", TestContext.Current.CancellationToken);
        var live = await broken.Client().GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.DoesNotContain("secret", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
