using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Common.Api;

/// <summary>How often somebody may try a password, at the API and at the sign-in page together: per address, and per address and person.</summary>
public sealed class SignInLimits : IDisposable
{
    private readonly PartitionedRateLimiter<(string Address, string Email)> limiter;

    public SignInLimits(IOptions<ApiOptions> options)
    {
        var api = options.Value;
        limiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<(string Address, string Email), string>(
                attempt => RateLimitPartition.GetFixedWindowLimiter(attempt.Address, _ => PerMinute(api.SignInsPerMinutePerAddress))),
            PartitionedRateLimiter.Create<(string Address, string Email), (string, string)>(
                attempt => RateLimitPartition.GetFixedWindowLimiter(attempt, _ => PerMinute(api.SignInsPerMinute))));
    }

    /// <summary>Counts one attempt. Null when it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Refuse(HttpContext http, string email)
    {
        using var lease = limiter.AttemptAcquire(($"{http.Connection.RemoteIpAddress}", email.Trim().ToUpperInvariant()));
        return lease.IsAcquired ? null : ApiLimits.WaitOf(lease);
    }

    public void Dispose() => limiter.Dispose();

    private static FixedWindowRateLimiterOptions PerMinute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) };
}
