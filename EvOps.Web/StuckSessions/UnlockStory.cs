using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

/// <summary>What freeing a plug will do, and has done, in an operator's words.</summary>
public static class UnlockStory
{
    public static IReadOnlyList<string> Consequences(UnlockPreview preview)
    {
        List<string> lines = [];
        foreach (var session in preview.Sessions)
        {
            lines.Add(Closed(session, isPlan: true));
            if (session.State == SessionState.Completed) lines.Add(session.WaiveReason is null ? "Should the charger tell its own end later, the bill is corrected by the difference." : "Should the charger tell its own end later, it stays waived.");
            if (session.HasDriver) lines.Add("The driver is told, in the console and by e-mail where that is set up.");
        }

        if (preview.Sessions.Count == 0) lines.Add("No session holds this connector.");
        lines.Add(preview.IsOnline
            ? $"{preview.ChargePoint} is asked to release the cable of connector {preview.ConnectorNumber}. A charger that is still charging stops first."
            : $"{preview.ChargePoint} is not connected: the connector is freed in our books, and the cable stays as it is.");
        if (preview.Experience is { } experience) lines.Add(experience);
        return lines;
    }

    /// <summary>"The session was closed after 11.345 kWh; the driver pays € 4.54."</summary>
    /// <param name="isPlan">It has not happened yet.</param>
    /// <param name="payer">Who pays, with the verb, as whoever reads it calls him.</param>
    public static string Closed(ClosedSession session, bool isPlan = false, string payer = "the driver pays") => session.State == SessionState.Failed
        ? $"The start that {(isPlan ? "is" : "was")} waited for {(isPlan ? "is" : "was")} called off; nobody pays."
        : $"The session {(isPlan ? "ends" : "was closed")} {At(session)}; {Pays(session, payer)}.";

    private static string At(ClosedSession session) => session.ReadingAt is null
        ? "at its start, for the meter told no reading"
        : session.EnergyWh is { } energy ? $"after {Show.Energy(energy)}" : "at its last reading";

    private static string Pays(ClosedSession session, string payer) => session switch
    {
        { WaiveReason: not null, Waived: { } waived } => $"{payer} {Show.Money(0, waived.Currency)}, waived by policy (would be {Show.Money(waived)})",
        { WaiveReason: not null } => "nobody pays, by policy",
        { ReviewReason: not null, EnergyWh: null } => "the bill waits for a person, because the meter cannot be believed",
        { Cost: { MinorUnits: > 0 } cost } => $"{payer} {Show.Money(cost)}",
        _ => "nobody pays",
    };
}
