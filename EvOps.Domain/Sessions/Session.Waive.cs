using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Sessions;

/// <summary>How a bill is taken off: by a person, or by the operator's policy.</summary>
public sealed partial class Session
{
    public const int LongestWaiveReason = 500;

    /// <summary>Why the bill was taken off: a person's note, or "policy: …". Null where it was not.</summary>
    public string? WaiveReason { get; private set; }

    /// <summary>What was taken off; null where there was nothing to pay.</summary>
    public Money? WaivedAmount => Bill?.Lines.LastOrDefault(line => line.Kind == BillLineKind.Waived) is { } waived ? new Money(-waived.MinorUnits, Bill.Currency) : null;

    /// <summary>A person takes the bill off. What was booked is given back.</summary>
    public Outcome WaiveBill(string reason)
    {
        if (BillState is null) return NotEnded();
        if (BillState == Sessions.BillState.Waived) return Refuse.Conflict("already_waived", "The bill has been waived already.");
        TakeOff(reason);
        IsDecided = true;
        return Outcome.Done;
    }

    /// <summary>
    /// The operator's policy takes the bill off of a session that the house has just closed. A later word of its charger corrects the
    /// energy, and costs nothing either. False where there is no bill to take off.
    /// </summary>
    public bool WaiveByPolicy(string reason)
    {
        if (EndReason != Sessions.EndReason.ForceEnded || IsDecided || Terms is null || BillState is not (Sessions.BillState.Settled or Sessions.BillState.Held)) return false;
        TakeOff(reason);
        return true;
    }

    private void TakeOff(string reason)
    {
        if (Terms is { } terms) (Bill, CostMinorUnits) = ((Bill ?? new Bill(terms.Currency, [], terms.VatPercent)).Waived(), 0);
        (BillState, ProvisionalUntil, ProposedEnergyWh, WaiveReason) = (Sessions.BillState.Waived, null, null, reason);
    }
}
