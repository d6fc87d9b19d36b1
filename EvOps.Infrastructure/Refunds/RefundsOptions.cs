using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Refunds;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Section <c>Refunds</c>.</summary>
public sealed record RefundsOptions : IValidatableObject
{
    public const string Section = "Refunds";

    /// <summary>Http: drivers bring money by a payment service, and what was paid by it goes back by it. What was paid from a wallet goes back into the wallet either way.</summary>
    [EnumDataType(typeof(RefundWay))]
    public RefundWay Gateway { get; init; } = RefundWay.Wallet;

    public HttpGatewayOptions Http { get; init; } = new();

    /// <summary>Major units of the refund's currency: above it an administrator decides.</summary>
    [Range(0, 1_000_000)]
    public decimal AdminAboveAmount { get; init; } = 50;

    /// <summary>For so long what was approved for a driver counts with what is approved now: many small ones are not small.</summary>
    [Range(1, 8760)]
    public int LimitWindowHours { get; init; } = 168;

    /// <summary>So long a payment service may have a refund without saying what came of it; then somebody is told.</summary>
    [Range(1, 8760)]
    public int LongestUnderWayHours { get; init; } = 168;

    /// <summary>Major units: below it nobody has to decide. 0: somebody always has to.</summary>
    [Range(0, 1_000_000)]
    public decimal AutoApproveBelow { get; init; }

    /// <summary>Major units: the most that can be given at once out of goodwill.</summary>
    [Range(0, 1_000_000)]
    public decimal MostGoodwill { get; init; } = 200;

    /// <summary>After so many attempts a refund is a dead letter.</summary>
    [Range(1, 100)]
    public int MostAttempts { get; init; } = 8;

    public RefundPolicy Policy => new(AdminAboveAmount, AutoApproveBelow);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Http.TimeoutSeconds is < 1 or > 60) yield return new("From 1 to 60 seconds; longer than that the lease would not last.", ["Http:TimeoutSeconds"]);
        if (Http.PayPage is { } page && !IsAddress(page.Replace("{intent}", "x", StringComparison.Ordinal).Replace("{secret}", "x", StringComparison.Ordinal)))
            yield return new("An address such as https://pay.example/?intent={intent}&secret={secret} is needed; without TLS only on this machine.", ["Http:PayPage"]);
        if (Http.BaseUrl is { } url && !IsAddress(url)) yield return new("An address such as https://payments.example is needed; without TLS only on this machine.", ["Http:BaseUrl"]);
        if (Gateway != RefundWay.Http) yield break;
        if (Http.BaseUrl is null) yield return new("The payment service's address is needed.", ["Http:BaseUrl"]);
        if (string.IsNullOrWhiteSpace(Http.Secret)) yield return new("The payment service's secret key is needed.", ["Http:Secret"]);
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}

/// <summary>Section <c>Refunds:Http</c>: a payment service with an API in the manner of Stripe's.</summary>
public sealed record HttpGatewayOptions
{
    /// <summary>Payments are posted to <c>{BaseUrl}/v1/payment_intents</c>, refunds to <c>{BaseUrl}/v1/refunds</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Bearer token; never logged.</summary>
    public string? Secret { get; init; }

    /// <summary>What events are signed with; without it none are taken.</summary>
    public string? WebhookSecret { get; init; }

    public int TimeoutSeconds { get; init; } = 20;

    /// <summary>Where drivers confirm a payment; <c>{intent}</c> and <c>{secret}</c> are filled in. Without it the console offers no payment, and programs confirm theirs themselves.</summary>
    public string? PayPage { get; init; }

    // A record would write its secrets into every log.
    public override string ToString() => $"{nameof(HttpGatewayOptions)} {{ BaseUrl = {BaseUrl} }}";
}
