using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Metrics;

/// <summary>How the collector is spoken to.</summary>
public enum OtlpTransport
{
    /// <summary>POST with protobuf, to /v1/traces and /v1/metrics.</summary>
    HttpProtobuf,

    Grpc,
}

/// <summary>Section <c>Otlp</c>: the collector that traces and metrics are sent to. Without an endpoint nothing is. Its headers may hold a key: never logged.</summary>
public sealed record OtlpOptions : IValidatableObject
{
    public const string Section = "Otlp";

    /// <summary>Such as http://collector:4318, or :4317 for gRPC.</summary>
    public string? Endpoint { get; init; }

    [EnumDataType(typeof(OtlpTransport))]
    public OtlpTransport Protocol { get; init; } = OtlpTransport.HttpProtobuf;

    /// <summary>"name=value", with commas between them, each with every request.</summary>
    public string? Headers { get; init; }

    /// <summary>Of all traces, how many are sent: 1 all, 0.1 one in ten, 0 none.</summary>
    [Range(0d, 1d)]
    public double TraceRatio { get; init; } = 1;

    /// <summary>Seconds between two sendings of metrics.</summary>
    [Range(1, 3600)]
    public int MetricsSeconds { get; init; } = 60;

    public bool IsOn => !string.IsNullOrWhiteSpace(Endpoint);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return new("An address such as http://collector:4318 is needed.", [nameof(Endpoint)]);
        if (Headers?.Split(',', StringSplitOptions.RemoveEmptyEntries).All(header => header.IndexOf('=', StringComparison.Ordinal) > 0) == false)
            yield return new("Headers are written name=value, with commas between them.", [nameof(Headers)]);
    }
}
