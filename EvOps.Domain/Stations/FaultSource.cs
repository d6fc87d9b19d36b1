namespace EvOps.Domain.Stations;

/// <summary>Who says that something is faulty, or well again.</summary>
public enum FaultSource
{
    /// <summary>The charger itself (OCPP 1.6 §4.9).</summary>
    StatusNotification,

    /// <summary>A health monitor, over HTTP.</summary>
    Monitor,

    /// <summary>A health monitor, over the control link.</summary>
    ControlLink,

    /// <summary>The house: the charger's connection has been gone for too long.</summary>
    Connection,

    /// <summary>The house: the charger follows no command.</summary>
    Command,

    /// <summary>The house: what the meter tells cannot be.</summary>
    Meter,
}
