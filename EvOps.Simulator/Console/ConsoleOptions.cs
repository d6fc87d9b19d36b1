namespace EvOps.Simulator;

/// <summary>What the command line asks for.</summary>
internal sealed record ConsoleOptions
{
    public Uri Url { get; init; } = new("ws://localhost:5080/ocpp");
    public int ChargePoints { get; init; } = 10;
    public string Prefix { get; init; } = "SIM-";
    public IReadOnlyList<string> Identities { get; init; } = [];
    public string? Key { get; init; }
    public bool Insecure { get; init; }
    public int Connectors { get; init; } = 1;
    public double PowerKw { get; init; } = 22;
    public IReadOnlyList<string> IdTags { get; init; } = FleetOptions.DemoTags;
    public double TimeScale { get; init; } = 1;
    public double MeterSeconds { get; init; } = 10;
    public double IdleSeconds { get; init; } = 60;
    public double StaySeconds { get; init; } = 600;
    public int Seed { get; init; } = 1;
    public bool NoCars { get; init; }
    public IReadOnlyList<MisbehaviourOrder> Misbehave { get; init; } = [];
    public string? Trace { get; init; }
    public double? Seconds { get; init; }
    public bool Load { get; init; }
    public bool Hold { get; init; }
    public LoadMessage Message { get; init; } = LoadMessage.MeterValues;
    public double WarmUpSeconds { get; init; }
    public bool Help { get; init; }
}
