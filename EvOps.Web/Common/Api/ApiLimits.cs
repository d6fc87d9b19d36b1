using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Common.Api;

/// <summary>Limits how much one token may ask of the API, and how much all that come from one address. The console's pages and the chargers are not counted.</summary>
internal static class ApiLimits
{
    public static void Configure(RateLimiterOptions limiter, ApiOptions api)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            Limiter(CallerOf, api.RequestsPerSecond, api.Burst), Limiter(AddressOf, api.PerSecondOfAddress, api.BurstOfAddress));
        limiter.OnRejected = (rejected, _) =>
            new ValueTask(Answer.TooMany<object>(WaitOf(rejected.Lease), "rate_limited", "Too many requests; slow down.").ExecuteAsync(rejected.HttpContext));
    }

    public static TimeSpan WaitOf(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);

    /// <summary>As the Retry-After header has it.</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static PartitionedRateLimiter<HttpContext> Limiter(Func<HttpContext, string> whose, int perSecond, int burst) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        ApiPaths.Contains(http.Request.Path) ? RateLimitPartition.GetTokenBucketLimiter(whose(http), _ => Bucket(perSecond, burst)) : RateLimitPartition.GetNoLimiter(""));

    // A token that is not honoured is nobody's: else whoever makes them up had a bucket for each. What is kept of one is no use to a thief.
    private static string CallerOf(HttpContext http) =>
        http.User.PersonId() is not { } id ? AddressOf(http)
        : http.Request.Headers.Authorization is [{ Length: > 0 } token] ? $"token {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}"
        : $"person {id}";

    private static string AddressOf(HttpContext http) => $"address {http.Connection.RemoteIpAddress}";

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        // Ten portions a second, so that a steady caller is not held back in gusts.
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond >= 10 ? 100 : 1000d / perSecond),
    };
}
