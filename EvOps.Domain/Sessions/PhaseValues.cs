namespace EvOps.Domain.Sessions;

/// <summary>
/// One quantity on up to three phases and neutral. <see cref="Whole"/> is what the charger gave without naming a phase.
/// Currents and voltages of several phases are never added up.
/// </summary>
public readonly record struct PhaseValues(int? Whole, int? L1, int? L2, int? L3, int? N)
{
    /// <summary>The highest of the live conductors; neutral does not count. Null when nothing was measured.</summary>
    public int? Highest => Higher(Higher(Whole, L1), Higher(L2, L3));

    public bool IsEmpty => Highest is null && N is null;

    private static int? Higher(int? a, int? b) => a is null || b > a ? b : a;
}
