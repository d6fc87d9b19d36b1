using System.Diagnostics.Metrics;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Counts what comes of refunds.</summary>
public sealed class RefundInstruments(EvOpsMeter meter)
{
    private readonly Counter<long> paid = meter.Counter("evops_refunds_paid_total", "Refunds that were paid.");
    private readonly Counter<long> failed = meter.Counter("evops_refunds_failed_total", "Refunds that could not be paid and were left to a person.");

    /// <summary>It got into this state.</summary>
    public void Settled(RefundState state)
    {
        if (state == RefundState.Done) paid.Add(1);
        if (state == RefundState.Failed) failed.Add(1);
    }
}
