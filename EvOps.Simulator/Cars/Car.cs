namespace EvOps.Simulator;

/// <summary>A car at a connector: it takes what its battery and inlet allow, and stops by itself when it has what it wants.</summary>
public sealed class Car
{
    // On-board chargers turn about a tenth of what the meter counts into heat; a DC meter sits behind that loss.
    private const double AcEfficiency = 0.9;
    private const double DcEfficiency = 0.97;

    /// <summary>A car that arrives.</summary>
    /// <param name="model">What kind of car.</param>
    /// <param name="soc">State of charge on arrival, percent.</param>
    /// <param name="targetSoc">State of charge at which it stops taking power, percent.</param>
    /// <param name="tellsSoc">Whether it tells its state of charge on AC too, as ISO 15118 cars can.</param>
    public Car(CarModel model, double soc, double targetSoc = 100, bool tellsSoc = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(soc);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(soc, 100);
        Model = model;
        Soc = soc;
        TargetSoc = Math.Clamp(targetSoc, 0, 100);
        TellsSoc = tellsSoc;
    }

    /// <summary>What kind of car it is.</summary>
    public CarModel Model { get; }

    /// <summary>State of charge, percent.</summary>
    public double Soc { get; private set; }

    /// <summary>State of charge at which it stops taking power, percent.</summary>
    public double TargetSoc { get; }

    /// <summary>Whether it tells its state of charge on AC too.</summary>
    public bool TellsSoc { get; }

    /// <summary>Whether it has what it wants and takes no more.</summary>
    public bool IsSatisfied => Soc >= TargetSoc - 0.001;

    /// <summary>The power it takes now, kW.</summary>
    /// <param name="supply">What it is offered.</param>
    public double PowerKw(Supply supply)
    {
        if (IsSatisfied || supply.Kw <= 0)
            return 0;
        if (supply.DirectCurrent)
            return Math.Min(supply.Kw, Model.DcMaxKw(Soc));
        var phases = Math.Min(supply.Phases, Model.AcPhases);
        var wired = Math.Min(supply.Kw * phases / supply.Phases, Model.AcMaxKw * phases / Model.AcPhases);
        // Even slow charging tapers in the last percent, while the cells are balanced.
        return Soc < 97 ? wired : wired * Math.Max(0.15, (100 - Soc) / 3);
    }

    /// <summary>Takes energy as the meter counted it, Wh.</summary>
    public void Take(double wattHours, bool directCurrent)
    {
        var stored = wattHours * (directCurrent ? DcEfficiency : AcEfficiency);
        Soc = Math.Min(TargetSoc, Soc + stored / (Model.BatteryKwh * 10));
    }
}
