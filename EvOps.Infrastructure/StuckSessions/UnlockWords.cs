using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>A charger's answer to an unlock in words, and what to try next.</summary>
public static class UnlockWords
{
    public static string Of(LinkAnswer answer, string identity) => (answer.Result, answer.Words) switch
    {
        (LinkResult.Accepted, _) => $"{identity} released the cable.",
        (LinkResult.Rejected, "NotSupported") => $"{identity} cannot unlock this connector by command (NotSupported).",
        (LinkResult.Rejected, "UnlockFailed") => $"{identity} tried to release the cable and could not (UnlockFailed).",
        (LinkResult.Rejected, var words) => $"{identity} answered {words}.",
        (LinkResult.NotConnected, _) => $"{identity} is not connected.",
        (LinkResult.NoAnswer, _) => $"{identity} did not answer in time; it may still release the cable.",
        (LinkResult.Error, var words) => $"{identity} answered with an error: {words}.",
        _ => throw new InvalidOperationException($"{answer.Result} is no known result."),
    };

    /// <summary>Null where the cable is free.</summary>
    public static string? NextStep(LinkAnswer answer) => (answer.Result, answer.Words) switch
    {
        (LinkResult.Accepted, _) => null,
        (LinkResult.Rejected, "NotSupported") => "The cable is fixed to the charger, or it knows no unlock: free the connector by taking it out of service and back, or by a soft reset.",
        (LinkResult.Rejected, _) => "Ask the driver to pull gently while you try once more; then a soft reset, which releases the cable on most chargers.",
        (LinkResult.NotConnected, _) => "The plug is free in our books. The cable can be released when the charger is back; if it stays away, somebody has to go there.",
        (LinkResult.NoAnswer, _) => "Look at the connector's state in a minute; if it has not changed, try a soft reset.",
        (LinkResult.Error, _) => "Try a soft reset; if it answers that with an error as well, call the maker.",
        _ => throw new InvalidOperationException($"{answer.Result} is no known result."),
    };
}
