namespace EvOps.Simulator;

/// <summary>A kind of car, as far as a charger notices it.</summary>
/// <param name="Name">What it is called in tables, e.g. "Compact 52 kWh".</param>
/// <param name="BatteryKwh">Usable battery, kWh.</param>
/// <param name="AcMaxKw">What its on-board charger takes on all its phases, kW.</param>
/// <param name="AcPhases">Phases of the on-board charger, 1 to 3.</param>
/// <param name="DcCurve">What it takes from direct current over its state of charge; empty when it has no DC inlet.</param>
public sealed record CarModel(string Name, double BatteryKwh, double AcMaxKw, int AcPhases, IReadOnlyList<CurvePoint> DcCurve)
{
    /// <summary>Whether it can charge with direct current.</summary>
    public bool TakesDc => DcCurve.Count > 0;

    /// <summary>The most it takes from direct current at a state of charge (percent), kW; straight lines between the curve's points.</summary>
    public double DcMaxKw(double soc)
    {
        if (DcCurve.Count == 0)
            return 0;
        for (var i = 1; i < DcCurve.Count; i++)
        {
            var (from, to) = (DcCurve[i - 1], DcCurve[i]);
            if (soc <= to.Soc)
                return from.Kw + (to.Kw - from.Kw) * Math.Clamp((soc - from.Soc) / (to.Soc - from.Soc), 0, 1);
        }

        return DcCurve[^1].Kw;
    }
}
