namespace EvOps.Domain.Sessions;

/// <summary>Where a session stands. Open: Starting, Charging, Stopping. Ended: Completed, Failed, Cancelled.</summary>
public enum SessionState
{
    /// <summary>Asked for; the charger has not begun.</summary>
    Starting,

    /// <summary>The charger began a transaction.</summary>
    Charging,

    /// <summary>Asked to end; the charger has not said that it did.</summary>
    Stopping,

    /// <summary>Ended with a last meter reading.</summary>
    Completed,

    /// <summary>Never began, or was refused by the house.</summary>
    Failed,

    /// <summary>Called off before it began.</summary>
    Cancelled,
}

public static class SessionStates
{
    public static bool IsOpen(this SessionState state) => state switch
    {
        SessionState.Starting or SessionState.Charging or SessionState.Stopping => true,
        SessionState.Completed or SessionState.Failed or SessionState.Cancelled => false,
    };
}

/// <summary>Why a session ended.</summary>
public enum EndReason
{
    /// <summary>The driver at the charger (OCPP Local, EVDisconnected).</summary>
    Local,

    /// <summary>A remote stop: a person or the house asked.</summary>
    Remote,

    EVDisconnected,

    EmergencyStop,

    HardReset,

    SoftReset,

    PowerLoss,

    Reboot,

    UnlockCommand,

    /// <summary>The charger ended it because its tag was refused.</summary>
    DeAuthorized,

    /// <summary>The charger began another session on the plug without ending this one.</summary>
    Superseded,

    /// <summary>The house closed it at the meter's last word, because the charger would not.</summary>
    ForceEnded,

    /// <summary>The charger said no to the start.</summary>
    StartRejected,

    /// <summary>The charger agreed to start and never did.</summary>
    StartNeverCame,

    /// <summary>The charger could not be reached.</summary>
    ChargerOffline,

    /// <summary>The house answered the charger's start with a refusal.</summary>
    Refused,

    /// <summary>Called off before the charger began.</summary>
    Cancelled,

    Other,
}
