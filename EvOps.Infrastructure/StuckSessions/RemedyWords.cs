using EvOps.Domain.StuckSessions;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>The steps of the ladder in an operator's words.</summary>
public static class RemedyWords
{
    public static string Of(Remedy remedy) => remedy switch
    {
        Remedy.Ask => "ask the charger, or wait for it",
        Remedy.RemoteStop => "ask it to stop",
        Remedy.Unlock => "unlock the connector",
        Remedy.SoftReset => "soft reset",
        Remedy.HardReset => "hard reset",
        Remedy.Close => "close the session",
    };
}
