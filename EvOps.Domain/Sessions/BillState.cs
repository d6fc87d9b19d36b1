namespace EvOps.Domain.Sessions;

/// <summary>Where the bill of a session stands that has ended. Open sessions, and those that never began, have none.</summary>
public enum BillState
{
    /// <summary>The charger may still have something to tell: billed as far as is known, not yet booked.</summary>
    Provisional,

    /// <summary>The meter cannot be believed: a person decides. Nothing is booked before.</summary>
    Held,

    /// <summary>Final, and booked where there is somebody to bill.</summary>
    Settled,

    /// <summary>A person took it off, or the operator's policy did.</summary>
    Waived,
}

/// <summary>What a ledger has yet to be told of a session.</summary>
/// <param name="Number">0 for the bill itself, 1, 2, … for what was corrected afterwards: each is booked once.</param>
/// <param name="MinorUnits">To be charged; negative: to be given back.</param>
public readonly record struct BillEntry(int Number, long MinorUnits);
