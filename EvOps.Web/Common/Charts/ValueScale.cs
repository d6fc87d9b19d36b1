namespace EvOps.Web.Common.Charts;

/// <summary>A value axis of four equal, round steps, so that two axes share one set of lines.</summary>
public readonly record struct ValueScale(double Low, double High)
{
    private const int Steps = 4;
    private static readonly double[] RoundSteps = [1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10];

    /// <summary>From the top down: Steps + 1 values.</summary>
    public IEnumerable<double> Marks
    {
        get
        {
            for (var step = Steps; step >= 0; step--) yield return Low + ((High - Low) * step / Steps);
        }
    }

    /// <summary>Zero at the bottom, and room for the highest value.</summary>
    public static ValueScale FromZero(double highest) => new(0, Steps * RoundStep(highest / Steps));

    /// <summary>The smallest round range that holds both values; for a counter seen through a narrow window. From zero where that is not far.</summary>
    public static ValueScale Between(double lowest, double highest)
    {
        if (lowest >= 0 && lowest < highest / 2) return FromZero(highest);

        for (var step = RoundStep((highest - lowest) / Steps); ; step = RoundStep(step * 1.01))
        {
            var low = Math.Floor(lowest / step) * step;
            if (low + (Steps * step) >= highest) return new(low, low + (Steps * step));
        }
    }

    /// <summary>0 at the bottom, 1 at the top; what lies outside is held at the edge.</summary>
    public double Fraction(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    private static double RoundStep(double least)
    {
        if (least <= 0 || !double.IsFinite(least)) return 1;

        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var step in RoundSteps)
        {
            if (step * magnitude >= least * (1 - 1e-9)) return step * magnitude;
        }
        return 10 * magnitude;
    }
}
