namespace EvOps.Simulator;

/// <summary>One --misbehave: what, and who (null: everyone).</summary>
internal sealed record MisbehaviourOrder(MisbehaviourKind Kind, string? Identity)
{
    public static MisbehaviourOrder Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var kind = MisbehaviourKind.All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandLineException($"There is no misbehaviour {name}; --help lists them.");
        return new MisbehaviourOrder(kind, colon < 0 ? null : text[(colon + 1)..]);
    }

    public bool IsFor(SimulatedChargePoint chargePoint) => Identity is null || Identity == chargePoint.Identity;
}
