using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;

namespace EvOps.Infrastructure.Common;

/// <summary>Section <c>Demo</c>: people, stations and a fleet to try the house with. On in Development, off elsewhere, unless said otherwise.</summary>
public sealed record DemoOptions
{
    public const string Section = "Demo";

    public bool? Enabled { get; init; }

    /// <summary>Of all demo people.</summary>
    [Required]
    public string Password { get; init; } = "EvOps-demo-1";

    /// <summary>Size of the demo fleet.</summary>
    [Range(0, 5000)]
    public int ChargePoints { get; init; } = 8;

    public bool IsOn(IHostEnvironment environment) => Enabled ?? environment.IsDevelopment();
}
