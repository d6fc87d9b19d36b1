namespace EvOps.Simulator;

/// <summary>One point of a charging curve.</summary>
/// <param name="Soc">State of charge, percent.</param>
/// <param name="Kw">Power the battery takes there, kW.</param>
public readonly record struct CurvePoint(double Soc, double Kw);
