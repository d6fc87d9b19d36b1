namespace EvOps.Simulator;

/// <summary>What a configuration key's value must be.</summary>
internal enum KeyKind
{
    Flag,
    Number,
    Text,
}
