namespace EvOps.Simulator;

/// <summary>What a connector offers a car.</summary>
/// <param name="Kw">Power on offer, all phases together, kW.</param>
/// <param name="Phases">Phases wired, 1 to 3; of no meaning for direct current.</param>
/// <param name="DirectCurrent">Direct current instead of alternating current.</param>
public readonly record struct Supply(double Kw, int Phases, bool DirectCurrent);
