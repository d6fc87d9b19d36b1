namespace EvOps.Simulator;

/// <summary>A fleet's charge points and the life around them.</summary>
public sealed record FleetOptions
{
    /// <summary>The charge points; see <see cref="Named"/> for a row of equal ones.</summary>
    public required IReadOnlyList<ChargePointOptions> ChargePoints { get; init; }

    /// <summary>Those of the drivers whom EvOps' demo knows.</summary>
    public static IReadOnlyList<string> DemoTags { get; } = [.. Enumerable.Range(1, 24).Select(number => $"DEMO-{number:000}")];

    /// <summary>Tags the drivers carry.</summary>
    public IReadOnlyList<string> IdTags { get; init; } = DemoTags;

    /// <summary>What connectors kept from an earlier run, by identity and number: registers go on counting, transactions go on.</summary>
    public IReadOnlyDictionary<(string Identity, int Connector), ConnectorMemory> Memory { get; init; } =
        new Dictionary<(string Identity, int Connector), ConnectorMemory>();

    /// <summary>Decides who comes when, and for how long.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long a connector stays empty between two cars, on average.</summary>
    public TimeSpan MeanIdle { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a car stays on average; it leaves sooner when it has what it wants.</summary>
    public TimeSpan MeanStay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The part of connectors that are occupied soon after the start, so that a fresh console has something to show.</summary>
    public double BusyAtStart { get; init; } = 0.5;

    /// <summary>Whether cars come by themselves; without, connectors only do what the central system and the caller ask.</summary>
    public bool DailyLife { get; init; } = true;

    /// <summary>Connectors that no car comes to by itself, by identity and number: they are free for whoever starts one from afar.</summary>
    public IReadOnlySet<(string Identity, int Connector)> LeftFree { get; init; } = new HashSet<(string Identity, int Connector)>();

    /// <summary>Pause between connecting one charge point and the next.</summary>
    public TimeSpan ConnectEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The fleet's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Equal charge points named prefix0001, prefix0002, …</summary>
    public static IReadOnlyList<ChargePointOptions> Named(string prefix, int count, ChargePointOptions like) =>
        [.. Enumerable.Range(1, count).Select(number => like with { Identity = $"{prefix}{number:0000}" })];
}
