using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using EvOps.Tests.Architecture;
using EvOps.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Tests.Deploy;

/// <summary>What an operator copies from deploy/ speaks of settings and files that there are, and holds no secret.</summary>
public sealed partial class DeployTests
{
    private static readonly Dictionary<object, object> Services = DeployFiles.Map(DeployFiles.Yaml("docker-compose.yml")["services"]);

    private static readonly string[] Metrics = ["/metrics", "/metrics/", "/Metrics", "/METRICS/"];

    public static TheoryData<string> Variables => [.. Written().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Settings that pages for operators name.</summary>
    public static TheoryData<string> NamedInPages =>
        [.. new[] { "README.md", "docs/operations.md", "docs/metrics.md" }.SelectMany(page => SettingInText().Matches(House.TextOf(page))).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Variables))]
    public void Every_variable_that_is_set_is_a_setting_of_the_product(string variable) => Assert.True(DeployFiles.IsKnown(variable), $"There is no setting {variable}.");

    [Theory]
    [MemberData(nameof(NamedInPages))]
    public void Every_setting_that_a_page_names_is_one_of_the_product(string setting) => Assert.True(DeployFiles.IsKnown(setting), $"There is no setting {setting}.");

    [Fact]
    public void What_is_not_a_setting_is_not_taken_for_one()
    {
        Assert.True(Written().Count() > 15 && NamedInPages.Count > 50);
        Assert.False(DeployFiles.IsKnown("Ocpp__Prot"));
        Assert.False(DeployFiles.IsKnown("Jobs__Nothing__IntervalSeconds"));
    }

    [Fact]
    public void The_compose_file_starts_what_it_says_and_names_nothing_that_is_missing()
    {
        var compose = DeployFiles.Yaml("docker-compose.yml");
        Assert.Equal(["alertmanager", "database", "evops", "grafana", "nginx", "prometheus", "rabbitmq", "sqlserver"], DeployFiles.Names(Services).Order(StringComparer.Ordinal));
        foreach (var (name, service) in Services.Select(pair => ((string)pair.Key, DeployFiles.Map(pair.Value))))
        {
            Assert.All(DeployFiles.Names(service.GetValueOrDefault("depends_on")), other => Assert.True(Services.ContainsKey(other), $"{name} waits for {other}."));
            foreach (var source in DeployFiles.Names(service.GetValueOrDefault("volumes")).Select(volume => volume.Split(':')[0]))
            {
                if (source == "./certs") continue;
                if (source.StartsWith('.')) Assert.True(Path.Exists(DeployFiles.PathOf(source)), $"{name} mounts {source}.");
                else Assert.Contains(source, DeployFiles.Names(compose["volumes"]));
            }
        }

        Assert.Equal("deploy/Dockerfile", DeployFiles.Map(DeployFiles.Map(Services["evops"])["build"])["dockerfile"]);
        Assert.True(int.Parse(((string)DeployFiles.Map(Services["evops"])["stop_grace_period"]).TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture) > 10);
    }

    [Fact]
    public void Secrets_come_from_outside_and_are_listed_where_they_are_asked_for()
    {
        var text = DeployFiles.TextOf("docker-compose.yml");
        var secrets = Services.Values.Select(DeployFiles.Map).SelectMany(service => service.GetValueOrDefault("environment") is { } environment ? DeployFiles.Map(environment) : [])
            .Where(pair => SecretName().IsMatch((string)pair.Key) || SecretName().IsMatch((string)pair.Value)).ToList();
        Assert.True(secrets.Count >= 5);
        Assert.All(secrets, pair => Assert.Matches(@"\$\{\w+:[?-]", (string)pair.Value));

        var mounted = DeployFiles.Map(DeployFiles.Yaml("docker-compose.yml")["secrets"]).Values.Select(secret => (string)DeployFiles.Map(secret)["environment"]);
        var asked = Interpolated().Matches(text).Select(match => match.Groups["name"].Value).Concat(mounted).Distinct().Order(StringComparer.Ordinal);
        var listed = Assignment().Matches(DeployFiles.TextOf(".env.example")).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal);
        Assert.Equal(asked, listed);
        Assert.All(
            Assignment().Matches(DeployFiles.TextOf(".env.example")).Concat(Assignment().Matches(DeployFiles.TextOf("systemd/evops.env.example")).Where(line => SecretName().IsMatch(line.Groups["name"].Value))),
            line => Assert.Equal("", line.Groups["value"].Value.Trim()));
    }

    [Fact]
    public void The_image_is_built_in_two_stages_runs_without_rights_keeps_its_data_and_can_be_asked_how_it_is()
    {
        var lines = DeployFiles.TextOf("Dockerfile").Split('\n');

        Assert.Equal(2, lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.All(["USER $APP_UID", "VOLUME /var/lib/evops", "STOPSIGNAL SIGTERM"], line => Assert.Contains(line, lines));
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal) && line.Contains("healthcheck.sh", StringComparison.Ordinal));
        var copied = lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]);
        Assert.All(copied, source => Assert.True(Path.Exists(Path.Combine(House.Root, source)), source));
    }

    [Fact]
    public async Task The_image_s_health_check_tells_a_house_that_is_ready_from_one_that_is_not()
    {
        var isWell = true;
        await using var host = await EvOpsHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("cellar", () => isWell ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is under water."), tags: ["ready"]));
        await HostChargers.UntilAsync(async () => (await host.Client().GetAsync("/health/ready")).IsSuccessStatusCode);

        Assert.Equal(0, await CheckAsync(host.Address.Port));
        isWell = false;
        Assert.Equal(1, await CheckAsync(host.Address.Port));
        await host.StopAsync();
        Assert.Equal(1, await CheckAsync(host.Address.Port));

        static async Task<int> CheckAsync(int port)
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", [DeployFiles.PathOf("healthcheck.sh"), $"{port}"]) { RedirectStandardError = true })!;
            await bash.WaitForExitAsync();
            return bash.ExitCode;
        }
    }

    [Fact]
    public async Task Nginx_takes_its_settings()
    {
        using var folder = new NginxFolder(5080);

        Assert.Contains("test is successful", await OutsideTool.Nginx.CheckAsync(["-t", "-p", folder.Path, "-c", folder.Settings, "-e", "stderr"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nginx_keeps_metrics_from_the_outside_however_they_are_written()
    {
        await using var host = await EvOpsHost.StartAsync();
        // EvOps itself takes all of these for its page.
        foreach (var path in Metrics) Assert.Equal(HttpStatusCode.OK, (await host.Client().GetAsync(path)).StatusCode);

        await using var nginx = await RunningNginx.StartAsync(host.Address.Port);

        foreach (var path in Metrics) Assert.Equal((path, HttpStatusCode.NotFound), (path, (await nginx.Http.GetAsync(path)).StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await nginx.Http.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public void What_Prometheus_finds_reaches_somebody()
    {
        var sent = DeployFiles.TextOf("prometheus/prometheus.yml");
        Assert.Contains("targets: [alertmanager:9093]", sent, StringComparison.Ordinal);
        var settings = DeployFiles.Yaml("alertmanager/alertmanager.yml");
        var receivers = ((List<object>)settings["receivers"]).Select(DeployFiles.Map).ToDictionary(one => (string)one["name"]);
        var route = DeployFiles.Map(settings["route"]);
        IEnumerable<object> named = [route["receiver"], .. ((List<object>)route["routes"]).Select(one => DeployFiles.Map(one)["receiver"])];

        Assert.All(named, name => Assert.True(receivers.ContainsKey((string)name), $"Nobody is called {name}."));
        var hook = DeployFiles.Map(Assert.Single((List<object>)receivers["on-call"]["webhook_configs"]));
        var secret = Assert.Single(DeployFiles.Names(DeployFiles.Map(Services["alertmanager"])["secrets"]));
        Assert.Equal($"/run/secrets/{secret}", hook["url_file"]);
        var source = (string)DeployFiles.Map(DeployFiles.Map(DeployFiles.Yaml("docker-compose.yml")["secrets"])[secret])["environment"];
        Assert.Contains($"\n{source}=\n", DeployFiles.TextOf(".env.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_registry_is_named_an_image_is_a_short_name_or_comes_from_outside()
    {
        var images = Services.Values.Select(service => DeployFiles.Map(service).GetValueOrDefault("image") as string).OfType<string>()
            .Concat(DeployFiles.TextOf("Dockerfile").Split('\n').Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])).ToList();

        Assert.True(images.Count >= 8);
        // By the rule of container engines: what stands before the first slash is a host where it has a dot or a port.
        Assert.All(images, image => Assert.DoesNotMatch(@"^[^/$]*[.:][^/]*/", image));
    }

    [Fact]
    public void Prometheus_shows_the_key_that_EvOps_asks_for()
    {
        Assert.Equal("${EVOPS_METRICS_KEY:?see .env.example}", DeployFiles.Map(DeployFiles.Map(Services["evops"])["environment"])["Metrics__Key"]);
        var secret = Assert.Single(DeployFiles.Names(DeployFiles.Map(Services["prometheus"])["secrets"]));
        Assert.Equal("EVOPS_METRICS_KEY", DeployFiles.Map(DeployFiles.Map(DeployFiles.Yaml("docker-compose.yml")["secrets"])[secret])["environment"]);
        Assert.Contains($"credentials_file: /run/secrets/{secret}", DeployFiles.TextOf("prometheus/prometheus.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_takes_the_service()
    {
        // Where .NET lies elsewhere, that is no fault of the file.
        var program = Environment.ProcessPath!;
        var folder = Directory.CreateTempSubdirectory("evops-systemd-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "evops.service"), DeployFiles.TextOf("systemd/evops.service").Replace("/usr/bin/dotnet", program, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal("", await OutsideTool.Systemd.CheckAsync(["verify", Path.Combine(folder, "evops.service")]));

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_service_is_stopped_as_the_product_wants_it_and_may_do_little_else()
    {
        var lines = DeployFiles.TextOf("systemd/evops.service").Split('\n');

        Assert.All(
            ["KillSignal=SIGTERM", "TimeoutStopSec=15", "Restart=always", "DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "EnvironmentFile=/etc/evops/evops.env"],
            line => Assert.Contains(line, lines));
    }

    private static IEnumerable<string> Written() =>
    [
        .. DeployFiles.Names(DeployFiles.Map(Services["evops"])["environment"]),
        .. Assignment().Matches(DeployFiles.TextOf("systemd/evops.env.example")).Select(match => match.Groups["name"].Value),
        .. ServiceVariable().Matches(DeployFiles.TextOf("systemd/evops.service")).Select(match => match.Groups["name"].Value),
        .. ImageVariable().Matches(DeployFiles.TextOf("Dockerfile")).Select(match => match.Groups["name"].Value),
    ];

    // In use, or to be uncommented.
    [GeneratedRegex(@"^#?(?<name>[A-Za-z]\w+)=(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^Environment=(?<name>\w+)=", RegexOptions.Multiline)]
    private static partial Regex ServiceVariable();

    [GeneratedRegex(@"(?<=^ENV .*)\b(?<name>[A-Z]\w+)=", RegexOptions.Multiline)]
    private static partial Regex ImageVariable();

    [GeneratedRegex(@"\$\{(?<name>\w+):")]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"PASS(WORD)?\b|_PASSWORD|Password|Secret|Key$")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+\b")]
    private static partial Regex SettingInText();
}
