using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvOps.Tests.Metrics;

/// <summary>Traces and metrics go to a collector where one is set, and nobody waits for it.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task A_collector_gets_requests_messages_commands_jobs_SQL_and_every_metric()
    {
        await using var collector = await Collector.StartAsync();
        await using (var house = await ChargingHouse.OpenAsync($"Otlp:Endpoint={collector.Address}", "Otlp:Headers=x-tenant=one,x-key=two", "Otlp:MetricsSeconds=1"))
        {
            await using var charger = await house.ChargerAsync();
            await house.StartedAsync();
            await charger.HearsAsync("RemoteStartTransaction");
            await HostChargers.UntilAsync(() => Task.FromResult(collector.Got("/v1/metrics", "evops_ocpp_messages_total") && collector.Got("/v1/metrics", "evops_job_seconds")));
        }

        // The house has closed: what was left went out before it did.
        Assert.All(
            ["BootNotification", "RemoteStartTransaction", "POST /api/ChargingSession/start-charging-session", "INSERT", "evops.charge_point", "db.query.text", "evops.job"],
            name => Assert.True(collector.Got("/v1/traces", name), $"{name} is not among the traces."));
        Assert.False(collector.Got("/v1/traces", "/ocpp/{**path}"), "A socket's request is not for export.");
        Assert.Equal(["one|two|application/x-protobuf"], collector.Callers);
    }

    [Fact]
    public async Task With_a_ratio_of_0_metrics_go_and_traces_stay()
    {
        // In a process of its own: the sources of traces are one for a process, so that a house beside this one that asks for traces would have them sent here as well.
        var folder = Directory.CreateTempSubdirectory("evops-otlp-").FullName;
        await using var collector = await Collector.StartAsync();
        await using (var evops = await EvOpsProcess.StartAsync(Path.Combine(folder, "evops.db"), $"Otlp:Endpoint={collector.Address}", "Otlp:TraceRatio=0", "Otlp:MetricsSeconds=1"))
        {
            using var http = new HttpClient { BaseAddress = evops.Address };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
            await HostChargers.UntilAsync(() => Task.FromResult(collector.Got("/v1/metrics", "evops_uptime_seconds")));
            await evops.TerminateAsync();
        }

        Assert.False(collector.Got("/v1/traces", ""), "There are traces.");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_that_refuses_or_never_answers_holds_up_neither_start_nor_stop(bool answersNothing)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!answersNothing) silent.Stop();
        var folder = Directory.CreateTempSubdirectory("evops-otlp-").FullName;

        await using (var evops = await EvOpsProcess.StartAsync(Path.Combine(folder, "evops.db"), $"Otlp:Endpoint=http://127.0.0.1:{port}", "Otlp:MetricsSeconds=1"))
        {
            using var http = new HttpClient { BaseAddress = evops.Address };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
            // An attempt is under way, or has failed and was told.
            await HostChargers.UntilAsync(() => Task.FromResult(answersNothing ? silent.Pending() : evops.Output.Contains("could not be sent", StringComparison.Ordinal)));

            var (exitCode, took) = await evops.TerminateAsync();

            Assert.Equal(0, exitCode);
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Otlp:Endpoint=collector", "Otlp:Endpoint: An address such as http://collector:4318 is needed.")]
    [InlineData("Otlp:Headers=key", "Otlp:Headers: Headers are written name=value, with commas between them.")]
    [InlineData("Otlp:TraceRatio=2", "Otlp:TraceRatio: ")]
    public async Task A_wrong_setting_is_named_in_a_sentence(string setting, string sentence)
    {
        var (exitCode, output) = await EvOpsProcess.RunToEndAsync("--urls", "http://127.0.0.1:0", "--environment", "Testing", $"--{setting}");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    /// <summary>Takes whatever is posted to it. Names in protobuf are plain UTF-8.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Text)> posts = new();
        private readonly ConcurrentDictionary<string, byte> callers = new();

        public string Address => app.Urls.First();

        public IEnumerable<string> Callers => callers.Keys;

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector.Take();
            await collector.Start();
            return collector;
        }

        public bool Got(string path, string name) => posts.Any(post => post.Path == path && post.Text.Contains(name, StringComparison.Ordinal));

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task Start() => app.StartAsync();

        private void Take() => app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            callers.TryAdd($"{request.Headers["x-tenant"]}|{request.Headers["x-key"]}|{request.ContentType}", 0);
            posts.Enqueue((request.Path, Encoding.UTF8.GetString(body.ToArray())));
        });
    }
}
