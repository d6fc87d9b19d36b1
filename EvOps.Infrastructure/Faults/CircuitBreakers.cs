using System.Collections.Concurrent;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>A charger's breaker counted a failure, opened or closed.</summary>
public readonly record struct BreakerChanged(string Identity, BreakerTurn Turn);

/// <summary>
/// The circuit breaker of each charger. In memory only: after a restart all are closed, and a charger that still does not answer
/// opens its own again.
/// </summary>
public sealed class CircuitBreakers(IOptions<BreakerOptions> options, LiveFeed live, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CircuitBreaker> byIdentity = new(StringComparer.Ordinal);

    /// <summary>Those that a command has met.</summary>
    public ICollection<string> Known => byIdentity.Keys;

    public BreakerReading Read(string identity) => byIdentity.TryGetValue(identity, out var breaker) ? breaker.Read(time.GetUtcNow()) : default;

    /// <summary>Why nothing is sent to it just now, as a sentence goes on after a colon; null where something is.</summary>
    public string? HeldBack(string identity) => Read(identity) is { State: BreakerState.Open } open
        ? $"its last {(open.Failures == 1 ? "command" : $"{open.Failures} commands")} failed, and commands go to it again in {open.RetryAfterSeconds} s"
        : null;

    public void Succeeded(string identity) => Tell(identity, Of(identity).Succeeded());

    public void Failed(string identity)
    {
        var turn = Of(identity).Failed(time.GetUtcNow());
        live.Publish(new BreakerChanged(identity, turn));
    }

    /// <summary>A charger came in anew, which cures many that heard no command any more.</summary>
    public void Connected(string identity)
    {
        if (!byIdentity.TryGetValue(identity, out var breaker) || breaker.Read(time.GetUtcNow()).State == BreakerState.Closed) return;
        breaker.TryAgain(time.GetUtcNow());
        live.Publish(new BreakerChanged(identity, BreakerTurn.None));
    }

    private void Tell(string identity, BreakerTurn turn)
    {
        if (turn != BreakerTurn.None) live.Publish(new BreakerChanged(identity, turn));
    }

    private CircuitBreaker Of(string identity) => byIdentity.GetOrAdd(identity, _ => new CircuitBreaker(options.Value.Terms));
}
