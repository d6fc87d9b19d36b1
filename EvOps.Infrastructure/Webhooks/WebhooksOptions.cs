using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed record WebhooksOptions
{
    public const string Section = "Webhooks";

    /// <summary>Receivers without TLS anywhere; otherwise only on this machine.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>A subscription whose every delivery failed for so long is disabled.</summary>
    [Range(1, 720)]
    public int DisableAfterHours { get; init; } = 24;

    /// <summary>Events and deliveries older than that are removed.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; init; } = 30;

    /// <summary>Deliveries under way to one receiver at a time, per node.</summary>
    [Range(1, 100)]
    public int AtATime { get; init; } = 4;
}
