using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>One quantity while its phases come in one by one.</summary>
internal struct PhaseSet
{
    private int? whole;
    private int? l1;
    private int? l2;
    private int? l3;
    private int? n;

    public readonly PhaseValues PerPhase => new(whole, l1, l2, l3, n);

    /// <summary>The value without a phase, or else the three phases together; neutral adds nothing.</summary>
    public readonly int? Total
    {
        get
        {
            if (whole is not null || (l1 is null && l2 is null && l3 is null))
                return whole;
            var sum = (long)(l1 ?? 0) + (l2 ?? 0) + (l3 ?? 0);
            return sum is >= int.MinValue and <= int.MaxValue ? (int)sum : null;
        }
    }

    /// <summary>False for a phase that has no place here, as L1-L2.</summary>
    public bool TryPut(Phase phase, int value)
    {
        switch (phase)
        {
            case Phase.None:
                whole = value;
                return true;
            case Phase.L1:
                l1 = value;
                return true;
            case Phase.L2:
                l2 = value;
                return true;
            case Phase.L3:
                l3 = value;
                return true;
            case Phase.N:
                n = value;
                return true;
            case Phase.Other:
                return false;
        }
        return false;
    }
}
