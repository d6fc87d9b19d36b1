using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Metrics;

/// <summary>Outside Development a line of the log is one JSON object that says which message, request or job it belongs to.</summary>
public sealed class StructuredLogsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evops-logs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_charger_s_message_is_followed_from_the_socket_to_what_EF_wrote_for_it()
    {
        await using var evops = await EvOpsProcess.StartAsync(
            Path.Combine(folder, "evops.db"), "Ocpp:UnknownChargePoints=Accept", "Logging:LogLevel:EvOps.Infrastructure.Database=Debug");
        await using (var charger = await OcppClient.OpenAsync(OcppClient.UrlFor(evops.Chargers, "CP-LOG"), new OcppClientOptions(), TestContext.Current.CancellationToken))
        {
            await charger.BootAsync();
            await charger.CallAsync("StatusNotification", new JsonObject { ["connectorId"] = 1, ["status"] = "Available", ["errorCode"] = "NoError" });
        }

        await HostChargers.UntilAsync(() => Task.FromResult(LinesOf(evops).Any(line => line.Words.Contains("CP-LOG disconnected", StringComparison.Ordinal))));
        await evops.TerminateAsync();

        var lines = LinesOf(evops);
        Assert.All(lines, line => Assert.True(DateTimeOffset.TryParseExact(line.At, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), line.At));
        var messages = lines.Where(line => line.Scope("evops.charge_point") == "CP-LOG" && line.Scope("evops.message_id") is not null).ToList();
        Assert.Contains(messages, line => line.Words.Contains("INSERT", StringComparison.Ordinal) || line.Words.Contains("UPDATE", StringComparison.Ordinal));
        // Each message has an id of its own, and all of them name their connection: the request that the socket began with.
        var ids = messages.GroupBy(line => line.Scope("evops.message_id")).Select(message => Assert.Single(message.Select(line => line.Scope("TraceId")).Distinct())).ToList();
        Assert.True(ids.Count >= 2 && ids.Distinct().Count() == ids.Count);
        var connection = Assert.Single(messages.Select(line => line.Scope("evops.connection")).Distinct());
        Assert.Equal(connection, lines.First(line => line.Words.Contains("CP-LOG connected", StringComparison.Ordinal)).Scope("TraceId"));
        // What jobs ask of the database names the job, and each run has an id.
        Assert.Contains(lines, line => line.Scope("evops.job") is not null && line.Scope("TraceId") is not null);
        Assert.DoesNotContain(lines, line => line.Scope("evops.job") is not null && line.Scope("evops.charge_point") is not null);
    }

    [Fact]
    public async Task In_Development_it_is_for_eyes()
    {
        await using var evops = await EvOpsProcess.StartAsync(Path.Combine(folder, "eyes.db"), "environment=Development", "Demo:Enabled=false");

        Assert.DoesNotContain("\"Timestamp\"", evops.Output, StringComparison.Ordinal);
        Assert.Contains("info: ", evops.Output, StringComparison.Ordinal);
    }

    private static List<Line> LinesOf(EvOpsProcess evops) =>
        [.. evops.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new Line(JsonSerializer.Deserialize<JsonElement>(line)))];

    private sealed record Line(JsonElement Json)
    {
        public string Words => Json.GetProperty("Message").GetString()!;

        public string At => Json.GetProperty("Timestamp").GetString()!;

        public string? Scope(string name) => Json.TryGetProperty("Scopes", out var scopes)
            ? scopes.EnumerateArray().Where(scope => scope.ValueKind == JsonValueKind.Object && scope.TryGetProperty(name, out _)).Select(scope => scope.GetProperty(name).GetString()).FirstOrDefault()
            : null;
    }
}
