using EvOps.Domain.Common;

namespace EvOps.Domain.Sessions;

/// <summary>Whether a driver pays for a session that the house had to close.</summary>
public enum ForceEndedFee
{
    /// <summary>For what the meter measured.</summary>
    Charge,

    /// <summary>Only from an amount on; what is less is not worth the quarrel.</summary>
    WaiveBelow,

    /// <summary>Never.</summary>
    Waive,
}

/// <summary>The operator's policy for sessions that the house had to close.</summary>
/// <param name="Below">Major units of the station's currency.</param>
public sealed record FeePolicy(ForceEndedFee Fee, decimal Below)
{
    /// <summary>Why nobody pays for this session; null where the policy leaves the bill as it is.</summary>
    public string? ReasonToWaive(Session session) => Fee switch
    {
        ForceEndedFee.Charge => null,
        ForceEndedFee.Waive => "policy: sessions that we had to close are not charged",
        // A meter that cannot be believed may hide any amount; one that told nothing yet may still tell.
        ForceEndedFee.WaiveBelow => session.Cost is { MinorUnits: > 0 } cost && cost.Amount < Below
            ? $"policy: sessions that we had to close are not charged below {Money.FromAmount(Below, cost.Currency)}"
            : null,
    };
}
