using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;

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
        (LinkResult.HeldBack, var words) => $"{identity} was not asked: {words}.",
        _ => throw new InvalidOperationException($"{answer.Result} is no known result."),
    };

    /// <summary>Null where the cable is free.</summary>
    /// <param name="behaviour">What is known of the kind of charger; nothing is proposed that never works there.</param>
    public static string? NextStep(LinkAnswer answer, ModelBehaviour? behaviour = null)
    {
        var reset = behaviour?.NeverWorks(Remedy.SoftReset) == true ? "a hard reset, for a soft one has never worked on this model" : "a soft reset";
        return (answer.Result, answer.Words) switch
        {
            (LinkResult.Accepted, _) => null,
            (LinkResult.Rejected, "NotSupported") => $"The cable is fixed to the charger, or it knows no unlock: free the connector by taking it out of service and back, or by {reset}.",
            (LinkResult.Rejected, _) => $"Ask the driver to pull gently while you try once more; then {reset}, which releases the cable on most chargers.",
            (LinkResult.NotConnected, _) => "The plug is free in our books. The cable can be released when the charger is back; if it stays away, somebody has to go there.",
            (LinkResult.NoAnswer, _) => $"Look at the connector's state in a minute; if it has not changed, try {reset}.",
            (LinkResult.HeldBack, _) => "The plug is free in our books. Try again when commands go to the charger again; if it never answers, its power has to be switched off and on on site.",
            (LinkResult.Error, _) => $"Try {reset}; if it answers that with an error as well, call the maker.",
            _ => throw new InvalidOperationException($"{answer.Result} is no known result."),
        };
    }

    /// <summary>Whether a plug whose charger said "Unlocked" really became free: what is known, and what is next.</summary>
    /// <param name="status">What the charger says of it now; Unknown where it has not said anything since.</param>
    /// <param name="waited">Since the answer.</param>
    public static PlugAfterUnlock Became(int number, ConnectorStatus status, TimeSpan waited) => status switch
    {
        ConnectorStatus.Available => new(true, $"Connector {number} is free: the charger says so.", null),
        ConnectorStatus.Reserved => new(true, $"Connector {number} is free, and kept for a booking.", null),
        ConnectorStatus.Preparing or ConnectorStatus.Finishing => new(null, $"The cable of connector {number} is released and still plugged in.", "Ask the driver to pull it out."),
        ConnectorStatus.Charging or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE => new(false, $"Connector {number} still charges, although the charger said that it released the cable.", "Try a soft reset."),
        ConnectorStatus.Unavailable => new(false, $"The charger took connector {number} out of service.", "Put it back into service with ChangeAvailability on the charger's page."),
        ConnectorStatus.Faulted => new(false, $"Connector {number} reports a fault.", "Look at the fault on the charger's page; a soft reset clears most."),
        ConnectorStatus.Unknown when waited < Patience => new(null, "Waiting for the charger to say what has become of the plug…", null),
        ConnectorStatus.Unknown => new(null, "The charger has not said what has become of the plug. In our books it is free.", "Ask somebody on the spot, or try a soft reset."),
    };

    /// <summary>How long the charger's word is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
}

/// <summary>What became of an unlocked plug.</summary>
/// <param name="IsFree">Null while that is not known.</param>
/// <param name="NextStep">What to do about it; null where nothing needs doing.</param>
public sealed record PlugAfterUnlock(bool? IsFree, string Words, string? NextStep);
