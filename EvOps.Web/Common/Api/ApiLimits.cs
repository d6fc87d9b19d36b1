using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Common.Api;

/// <summary>Limits how much one caller may ask of the API. The console's pages and the chargers are not counted.</summary>
internal static class ApiLimits
{
    public static void Configure(RateLimiterOptions limiter, ApiOptions api)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            ApiPaths.Contains(http.Request.Path) ? RateLimitPartition.GetTokenBucketLimiter(CallerOf(http), _ => Bucket(api)) : RateLimitPartition.GetNoLimiter(""));
        limiter.OnRejected = (rejected, _) =>
            new ValueTask(Answer.TooMany<object>(WaitOf(rejected.Lease), "rate_limited", "Too many requests; slow down.").ExecuteAsync(rejected.HttpContext));
    }

    public static TimeSpan WaitOf(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);

    /// <summary>As the Retry-After header has it.</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string CallerOf(HttpContext http) =>
        http.User.PersonId() is { } id ? $"person {id}" : $"address {http.Connection.RemoteIpAddress}";

    private static TokenBucketRateLimiterOptions Bucket(ApiOptions api) => new()
    {
        TokenLimit = api.Burst,
        // Ten portions a second, so that a steady caller is not held back in gusts.
        TokensPerPeriod = Math.Max(1, api.RequestsPerSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(api.RequestsPerSecond >= 10 ? 100 : 1000d / api.RequestsPerSecond),
    };
}
