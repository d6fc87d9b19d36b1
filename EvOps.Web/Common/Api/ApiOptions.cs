using System.ComponentModel.DataAnnotations;

namespace EvOps.Web.Common.Api;

/// <summary>Section <c>Api</c>: how much one caller may ask. Whoever asks more gets 429 with Retry-After.</summary>
public sealed record ApiOptions : IValidatableObject
{
    public const string Section = "Api";

    /// <summary>With one token, or by one person's browser; of one address where nobody is signed in.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 3000;

    /// <summary>How many may come at once after a quiet time.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 6000;

    /// <summary>Of all that come from one address, whatever their tokens; null: four times as many as with one.</summary>
    [Range(1, 4_000_000)]
    public int? RequestsPerSecondPerAddress { get; init; }

    /// <summary>How many may come at once from one address after a quiet time; null: four times as many as with one token.</summary>
    [Range(1, 4_000_000)]
    public int? BurstPerAddress { get; init; }

    /// <summary>Attempts to sign in from one address as one person.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; init; } = 30;

    /// <summary>Attempts to sign in from one address as anybody.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinutePerAddress { get; init; } = 300;

    /// <summary>Web pages of other sites that may call the API with a bearer token, as origins: <c>https://app.example.com</c>. None by default.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    internal int PerSecondOfAddress => RequestsPerSecondPerAddress ?? RequestsPerSecond * 4;

    internal int BurstOfAddress => BurstPerAddress ?? Burst * 4;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in AllowedOrigins
        where !IsOrigin(origin)
        select new ValidationResult($"\"{origin}\" is no origin such as https://app.example.com (scheme, host and port alone, no wildcard).", [nameof(AllowedOrigins)]);

    // What a browser sends is compared letter by letter.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.GetLeftPart(UriPartial.Authority) == origin && !origin.Contains('*', StringComparison.Ordinal);
}
