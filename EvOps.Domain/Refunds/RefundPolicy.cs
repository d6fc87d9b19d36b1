using EvOps.Domain.Common;

namespace EvOps.Domain.Refunds;

/// <summary>Who may decide about how much.</summary>
/// <param name="AdminAbove">Major units of the refund's currency: above it an administrator decides.</param>
/// <param name="AutoApproveBelow">Major units: below it nobody has to; 0: somebody always has to.</param>
public sealed record RefundPolicy(decimal AdminAbove, decimal AutoApproveBelow)
{
    public bool NeedsAdmin(Money amount) => amount.Amount > AdminAbove;

    /// <param name="takenAltogether">All that is refunded of the same thing with this: many small ones are not small.</param>
    public bool ApprovesAlone(Money takenAltogether) => takenAltogether.Amount < AutoApproveBelow;
}
