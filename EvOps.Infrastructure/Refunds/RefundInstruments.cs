using System.Diagnostics.Metrics;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Counts what comes of refunds.</summary>
public sealed class RefundInstruments(EvOpsMeter meter)
{
    private readonly Counter<long> settled = meter.Counter("evops_refunds_total", "Refunds that were paid, or became dead letters.", "result");

    /// <summary>It got into this state.</summary>
    public void Settled(RefundState state)
    {
        if (WordOf(state) is { } word) settled.Add(1, KeyValuePair.Create("result", (object?)word));
    }

    private static string? WordOf(RefundState state) => state switch
    {
        RefundState.Done => "done",
        RefundState.Failed => "failed",
        RefundState.Requested or RefundState.Approved or RefundState.Executing or RefundState.Rejected => null,
    };
}
