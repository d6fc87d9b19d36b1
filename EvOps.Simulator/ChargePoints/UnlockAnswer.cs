namespace EvOps.Simulator;

/// <summary>UnlockStatus of OCPP 1.6 §7.48.</summary>
public enum UnlockAnswer
{
    /// <summary>The plug was released.</summary>
    Unlocked,

    /// <summary>The lock did not move.</summary>
    UnlockFailed,

    /// <summary>There is no lock, or it cannot be moved from afar.</summary>
    NotSupported,
}
