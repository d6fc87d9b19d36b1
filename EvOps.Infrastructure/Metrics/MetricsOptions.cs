using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Metrics;

/// <summary>Section <c>Metrics</c>.</summary>
public sealed record MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>What a reader of /metrics must show as a bearer token; null: anybody who gets there may read.</summary>
    [StringLength(200, MinimumLength = 16, ErrorMessage = "a key of 16 to 200 characters is needed, or none at all.")]
    public string? Key { get; init; }
}
