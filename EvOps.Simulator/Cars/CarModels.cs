namespace EvOps.Simulator;

/// <summary>The cars that come to charge: battery sizes, on-board chargers and curves of the kinds on the road.</summary>
public static class CarModels
{
    /// <summary>Every model.</summary>
    public static IReadOnlyList<CarModel> All { get; } =
    [
        new("City 27 kWh", 26.8, 6.6, 1, [new(0, 24), new(10, 30), new(60, 30), new(80, 22), new(90, 10), new(100, 3)]),
        new("Compact 52 kWh", 52, 22, 3, [new(0, 40), new(8, 46), new(40, 46), new(60, 34), new(80, 22), new(90, 12), new(100, 3)]),
        new("Hatchback 58 kWh", 58, 11, 3, [new(0, 80), new(8, 120), new(30, 115), new(50, 78), new(80, 50), new(90, 24), new(100, 5)]),
        new("Saloon 75 kWh", 75, 11, 3, [new(0, 100), new(5, 190), new(25, 180), new(50, 105), new(80, 55), new(90, 30), new(100, 5)]),
        new("Crossover 77 kWh", 74, 11, 3, [new(0, 150), new(10, 225), new(50, 215), new(60, 165), new(80, 110), new(85, 45), new(100, 6)]),
        new("Long-range 100 kWh", 95, 11, 3, [new(0, 120), new(8, 200), new(40, 160), new(60, 115), new(80, 62), new(90, 35), new(100, 5)]),
        new("Van 68 kWh", 68, 11, 3, [new(0, 70), new(10, 98), new(55, 95), new(80, 48), new(90, 20), new(100, 5)]),
        new("Plug-in hybrid 13 kWh", 12, 3.7, 1, []),
    ];

    /// <summary>A car of a random model, plausibly empty, that wants to leave plausibly full. The same random source, the same cars.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="directCurrent">Whether it must be able to use a DC connector.</param>
    public static Car Arrive(Random random, bool directCurrent)
    {
        var fitting = All.Where(model => model.TakesDc || !directCurrent).ToArray();
        var model = fitting[random.Next(fitting.Length)];
        var soc = 8 + random.NextDouble() * 47;
        var target = directCurrent ? 78 + random.Next(8) : random.Next(3) == 0 ? 100 : 80 + random.Next(11);
        return new Car(model, soc, target);
    }
}
