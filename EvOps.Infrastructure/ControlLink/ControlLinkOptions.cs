using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>Section <c>ControlLink</c>.</summary>
public sealed record ControlLinkOptions
{
    public const string Section = "ControlLink";

    /// <summary>The TCP port that health monitors come to; 0: none.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }
}
