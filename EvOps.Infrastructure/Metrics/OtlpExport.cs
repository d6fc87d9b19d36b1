using System.Diagnostics.Tracing;
using System.Reflection;
using EvOps.Infrastructure.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EvOps.Infrastructure.Metrics;

/// <summary>
/// Sends traces and metrics to a collector (<c>Otlp:Endpoint</c>), in the background and in portions: what the collector does not take in time is dropped, and
/// neither a start nor a message nor a stop waits for it.
/// </summary>
public sealed partial class OtlpExport(IOptions<OtlpOptions> options, ILogger<OtlpExport> log) : IHostedService, IDisposable
{
    private const int RequestMilliseconds = 5000, LastWordsMilliseconds = 1000, MetricsTimeoutMilliseconds = 5000;

    private readonly OtlpOptions options = options.Value;
    private TracerProvider? traces;
    private MeterProvider? metrics;
    private ExportFaults? faults;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.IsOn) return Task.CompletedTask;

        faults = new ExportFaults(fault => NotSent(fault));
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(Tracing.SourceName, Tracing.Clicks, Tracing.Requests)
            // By the trace's id alone, so that all of a trace goes or none of it.
            .SetSampler(new TraceIdRatioBasedSampler(options.TraceRatio))
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(EvOpsMeter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.MetricsSeconds * 1000;
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = MetricsTimeoutMilliseconds;
            })
            .Build();
        Sending(options.Endpoint!);
        return Task.CompletedTask;
    }

    /// <summary>What is still held goes out, within a little time: the house has to close.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => traces?.Shutdown(LastWordsMilliseconds), CancellationToken.None), Task.Run(() => metrics?.Shutdown(LastWordsMilliseconds), CancellationToken.None));

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
        faults?.Dispose();
    }

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var isHttp = options.Protocol == OtlpTransport.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri($"{options.Endpoint!.TrimEnd('/')}/{path}") : new Uri(options.Endpoint!);
        exporter.TimeoutMilliseconds = RequestMilliseconds;
        if (options.Headers is { } headers) exporter.Headers = headers;
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService(
        "evops", serviceVersion: typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        autoGenerateServiceInstanceId: false, serviceInstanceId: Environment.MachineName);

    [LoggerMessage(LogLevel.Information, "Traces and metrics are sent to {Endpoint}")]
    private partial void Sending(string endpoint);

    [LoggerMessage(LogLevel.Warning, "Traces or metrics could not be sent; said at most every ten minutes: {Fault}")]
    private partial void NotSent(string fault);

    /// <summary>The exporter tells its troubles to nobody who does not listen for its events.</summary>
    private sealed class ExportFaults(Action<string> tell) : EventListener
    {
        private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
        private static readonly TimeSpan BetweenWords = TimeSpan.FromMinutes(10);

        private long lastTold = long.MinValue;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            var (now, last) = (Environment.TickCount64, Interlocked.Read(ref lastTold));
            if (last != long.MinValue && now - last < BetweenWords.TotalMilliseconds) return;
            if (Interlocked.CompareExchange(ref lastTold, now, last) == last) tell($"{eventData.EventName}: {string.Join(", ", eventData.Payload ?? [])}");
        }
    }
}
