using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Deploy;

/// <summary>Dashboards and alert rules ask for metrics that there are, in a language that Prometheus understands.</summary>
public sealed partial class DashboardTests
{
    // What Prometheus itself adds.
    private static readonly string[] LabelsOfPrometheus = ["instance", "job", "le"];

    public static TheoryData<string> Dashboards => [.. Directory.EnumerateFiles(DeployFiles.PathOf("grafana/dashboards"), "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_one_for_the_network_for_chargers_for_stuck_sessions_and_for_what_goes_out() =>
        Assert.Equal(["chargers.json", "network.json", "stuck-sessions-and-jobs.json", "webhooks-refunds-alerts.json"], Dashboards.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_s_panels_have_titles_ids_places_and_the_data_source_that_is_provisioned(string file)
    {
        var board = Board(file);
        var source = DeployFiles.Map(((List<object>)DeployFiles.Yaml("grafana/provisioning/datasources/prometheus.yml")["datasources"])[0])["uid"];
        var panels = board.GetProperty("panels").EnumerateArray().ToList();

        Assert.Matches("^evops-[a-z]+$", board.GetProperty("uid").GetString());
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("gridPos").GetRawText()).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.Equal(source, panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            Assert.InRange(panel.GetProperty("gridPos").GetProperty("x").GetInt32() + panel.GetProperty("gridPos").GetProperty("w").GetInt32(), 1, 24);
        });
    }

    [Fact]
    public void Every_metric_and_label_that_is_asked_for_is_on_the_page_about_metrics()
    {
        var unknown = Queries().SelectMany(query => UnknownIn(query.Text).Select(name => $"{query.Where}: {name}"));

        Assert.True(!unknown.Any(), string.Join('\n', unknown.Distinct()));
        Assert.All(Queries(), query => Assert.True(query.Text.Contains("up{", StringComparison.Ordinal) || Metric().IsMatch(query.Text), query.Text));
    }

    /// <summary>The test above in red.</summary>
    [Theory]
    [InlineData("sum(rate(evops_messages_total[5m]))", "evops_messages_total")]
    [InlineData("evops_sessions_active_sum", "evops_sessions_active_sum")]
    [InlineData("""evops_ocpp_messages_total{resul="ok"}""", "evops_ocpp_messages_total{resul}")]
    [InlineData("sum by (charger) (evops_circuit_breaker_state)", "by (charger)")]
    public void What_is_not_there_is_found(string query, string unknown) => Assert.Equal([unknown], UnknownIn(query));

    [Fact]
    public async Task Prometheus_own_tool_finds_no_fault_with_its_settings_and_the_rules()
    {
        // The key that it shows lies in its container alone.
        Assert.Contains("SUCCESS", await OutsideTool.Promtool.CheckAsync(["check", "config", "--syntax-only", DeployFiles.PathOf("prometheus/prometheus.yml")]), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", await OutsideTool.Promtool.CheckAsync(["check", "rules", DeployFiles.PathOf("prometheus/alerts.yml")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_understands_every_query_of_the_dashboards()
    {
        var rules = new StringBuilder("groups:\n  - name: dashboards\n    rules:\n");
        foreach (var (index, query) in Queries().Index()) rules.Append("      - record: query_").Append(index).Append("\n        expr: ").Append(JsonSerializer.Serialize(query.Text)).Append('\n');
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, rules.ToString(), TestContext.Current.CancellationToken);

        await OutsideTool.Promtool.CheckAsync(["check", "rules", file]);

        File.Delete(file);
    }

    [Fact]
    public void Every_alert_says_in_words_what_is_wrong_and_how_bad_it_is() => Assert.All(Alerts(), alert =>
    {
        var annotations = DeployFiles.Map(alert["annotations"]);
        Assert.InRange(((string)annotations["summary"]).Length, 10, 100);
        Assert.InRange(((string)annotations["description"]).Length, 60, 400);
        Assert.EndsWith(".", (string)annotations["description"], StringComparison.Ordinal);
        Assert.Contains((string)DeployFiles.Map(alert["labels"])["severity"], (string[])["critical", "warning"]);
        Assert.StartsWith("EvOps", (string)alert["alert"], StringComparison.Ordinal);
    });

    private static IEnumerable<(string Where, string Text)> Queries() =>
    [
        .. from row in Dashboards
           from panel in Board(row.Data).GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select ($"{row.Data}, {panel.GetProperty("title").GetString()}", target.GetProperty("expr").GetString()!),
        .. Alerts().Select(alert => ((string)alert["alert"], (string)alert["expr"])),
    ];

    private static List<Dictionary<object, object>> Alerts() =>
        [.. ((List<object>)DeployFiles.Yaml("prometheus/alerts.yml")["groups"]).SelectMany(group => (List<object>)DeployFiles.Map(group)["rules"]).Select(DeployFiles.Map)];

    private static JsonElement Board(string file) => JsonDocument.Parse(DeployFiles.TextOf($"grafana/dashboards/{file}")).RootElement;

    private static IEnumerable<string> UnknownIn(string query)
    {
        foreach (Match match in Metric().Matches(query))
        {
            var name = match.Groups["name"].Value;
            var family = DeployFiles.Metrics.ContainsKey(name) ? name : PartOfHistogram().Replace(name, "");
            if (!DeployFiles.Metrics.TryGetValue(family, out var metric) || (family != name && metric.Kind != "histogram")) yield return name;
            else
                foreach (Match label in Matcher().Matches(match.Groups["matchers"].Value))
                    if (!metric.Labels.Concat(LabelsOfPrometheus).Contains(label.Groups["name"].Value)) yield return $"{name}{{{label.Groups["name"].Value}}}";
        }

        var labels = DeployFiles.Metrics.Values.SelectMany(metric => metric.Labels).Concat(LabelsOfPrometheus).ToHashSet();
        foreach (Match by in By().Matches(query))
            foreach (var label in by.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
                if (!labels.Contains(label)) yield return $"by ({label})";
    }

    [GeneratedRegex(@"\b(?<name>(evops|process|dotnet)_\w+)(\{(?<matchers>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"_(bucket|sum|count)$")]
    private static partial Regex PartOfHistogram();

    [GeneratedRegex(@"(?<name>\w+)\s*(=~|!~|!=|=)\s*""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)")]
    private static partial Regex By();
}
