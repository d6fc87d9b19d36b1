namespace EvOps.Simulator;

/// <summary>The console program: a fleet of charge points that connects to a central system.</summary>
internal static class SimulatorProgram
{
    public static Task<int> Main() => Task.FromResult(0);
}
