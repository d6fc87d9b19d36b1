namespace EvOps.Domain.Faults;

/// <summary>When a circuit breaker opens and closes.</summary>
/// <param name="Failures">So many failures one after the other open it.</param>
/// <param name="OpenFor">How long nothing is tried then.</param>
/// <param name="TrialSuccesses">So many successes one after the other close it again.</param>
public sealed record BreakerTerms(int Failures, TimeSpan OpenFor, int TrialSuccesses);
