namespace EvOps.Tests.Support;

public static class Waits
{
    /// <summary>
    /// After so long what a test waits for will not come. It costs only what fails, and a machine that does much besides is no failure:
    /// how quick something is, is measured elsewhere.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
}
