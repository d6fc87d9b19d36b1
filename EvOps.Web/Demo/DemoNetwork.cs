using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Demo;

/// <summary>A place of the demo; its id is the same at every start, so that it is entered once.</summary>
/// <param name="TariffId">Null: it charges its plain price.</param>
public sealed record DemoStation(Guid Id, StationDescription Description, Guid? TariffId = null);

/// <summary>A price list of the demo; its id is the same at every start, too.</summary>
public sealed record DemoTariff(Guid Id, string Name, TariffTerms Terms);

/// <summary>A driver of the demo: the tag he charges with, and what he has paid in, euros.</summary>
/// <param name="Phone">One of those the regulator keeps for films, which belong to nobody.</param>
public sealed record DemoDriver(string Tag, string Name, string Email, string Phone, decimal PaidIn);

/// <summary>A charge point of the demo: where it stands, and what it is.</summary>
public sealed record DemoChargePoint(string Identity, Guid StationId, string Vendor, string Model, string Firmware, IReadOnlyList<ConnectorDescription> Connectors)
{
    public double PowerKw => (double)Connectors[0].PowerKw;
}

/// <summary>The places and chargers of the demo, the same at every start: eight by default, as many as wanted.</summary>
public static class DemoNetwork
{
    private static readonly (string Vendor, string Model, string Firmware, string Type, decimal PowerKw, int Connectors)[] Kinds =
    [
        ("Voltwerk", "Hyper 300", "4.2.1", "CCS2", 300, 2),
        ("Voltwerk", "Duo 150", "4.2.1", "CCS2", 150, 2),
        ("Laadgilde", "Paal 22", "2.11.0", "Type2", 22, 2),
        ("Laadgilde", "Paal 11", "2.11.0", "Type2", 11, 1),
    ];

    public static IReadOnlyList<DemoTariff> Tariffs { get; } =
    [
        new(new("019dd000-0000-7000-8000-0000000000a1"), "City fast", new()
        {
            Currency = "EUR",
            PerKwh = 0.52m,
            PerIdleMinute = 0.10m,
            IdleGraceMinutes = 15,
            StartFee = 0.50m,
            VatPercent = 19,
            Periods = [new("night", [], new(22, 0), new(6, 0), PerKwh: 0.39m, PerIdleMinute: 0)],
        }),
        new(new("019dd000-0000-7000-8000-0000000000a2"), "Park and charge", new() { Currency = "EUR", PerKwh = 0.42m, VatPercent = 19 }),
    ];

    public static IReadOnlyList<DemoStation> Stations { get; } =
    [
        new(new("019dd000-0000-7000-8000-000000000001"), new("Hafenstrasse", 53.5459, 9.9665, "Europe/Berlin", "EUR", 0.49m, "Hafenstrasse 12, 20457 Hamburg"), Tariffs[0].Id),
        new(new("019dd000-0000-7000-8000-000000000002"), new("Zuidplein Park", 51.8868, 4.4890, "Europe/Amsterdam", "EUR", 0.39m, "Zuidplein 80, 3083 CX Rotterdam"), Tariffs[1].Id),
        new(new("019dd000-0000-7000-8000-000000000003"), new("Northgate Retail", 53.8008, -1.5491, "Europe/London", "GBP", 0.55m, "12 Northgate, Leeds LS2 7PN")),
    ];

    private static readonly string[] Names =
    [
        "Anna Petersen", "Jonas Weber", "Mila Visser", "Ravi Patel", "Sofie Jansen", "Lukas Brandt", "Emma Clarke", "Noah de Vries",
        "Clara Hoffmann", "Tom Hughes", "Lena Fischer", "Bram Bakker", "Ida Lindqvist", "Omar Haddad", "Julia Neumann", "Daan Mulder",
        "Grace Wilson", "Felix Krueger", "Nora Smit", "Peter Lang", "Yara Aydin", "Oliver Reed", "Marie Schulz", "Sam Okafor",
    ];

    /// <summary>Those whose cars charge at the demo's plugs. They never sign in.</summary>
    public static IReadOnlyList<DemoDriver> Drivers { get; } =
        [.. Names.Select((name, i) => new DemoDriver($"DEMO-{i + 1:000}", name, $"{name.ToLowerInvariant().Replace(' ', '.')}@demo.evops.local", $"+49171392{i + 1:0000}", 10 + (i * 7 % 60)))];

    public static IReadOnlyList<string> Tags { get; } = [.. Drivers.Select(driver => driver.Tag)];

    /// <summary>The last plug of each place's first charger that has two: whoever tries the driver's pages finds one that is free.</summary>
    public static IReadOnlySet<(string Identity, int Connector)> LeftFree(IEnumerable<DemoChargePoint> network) =>
        network.Where(one => one.Connectors.Count > 1).DistinctBy(one => one.StationId)
            .Select(one => (one.Identity, one.Connectors[^1].Number)).ToHashSet();

    public static IEnumerable<DemoChargePoint> ChargePoints(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var kind = Kinds[index % Kinds.Length];
            var plugs = Enumerable.Range(1, kind.Connectors).Select(number => new ConnectorDescription(number, kind.Type, kind.PowerKw));
            yield return new($"DEMO-CP-{index + 1:000}", Stations[index / 3 % Stations.Count].Id, kind.Vendor, kind.Model, kind.Firmware, [.. plugs]);
        }
    }
}
