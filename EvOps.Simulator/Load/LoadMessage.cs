namespace EvOps.Simulator;

/// <summary>What a load run's connections send.</summary>
public enum LoadMessage
{
    /// <summary>One MeterValue with energy, power, current, voltage and state of charge.</summary>
    MeterValues,

    /// <summary>Heartbeat, the smallest call there is.</summary>
    Heartbeat,

    /// <summary>StatusNotification, Charging each time.</summary>
    StatusNotification,

    /// <summary>Authorize with the run's tag.</summary>
    Authorize,
}
