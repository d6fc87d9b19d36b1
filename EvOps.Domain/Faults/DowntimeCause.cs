using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>Why a plug could not be used, the gravest first: of several at once the first counts.</summary>
public enum DowntimeCause
{
    /// <summary>The charger, or the plug, reports a fault.</summary>
    Fault,

    /// <summary>A health monitor sees a fault.</summary>
    MonitorFault,

    /// <summary>Its connection was gone.</summary>
    Offline,

    /// <summary>The grid: too much or too little voltage.</summary>
    Grid,

    /// <summary>The car on the plug.</summary>
    Vehicle,

    /// <summary>Taken out of service, or work that was planned.</summary>
    Maintenance,

    /// <summary>Somebody damaged it; a person says so.</summary>
    Vandalism,

    /// <summary>A natural disaster; a person says so.</summary>
    NaturalDisaster,

    /// <summary>This house was closed: no charger could be connected, and nobody knows how it fared.</summary>
    CentreDown,
}

public static class DowntimeCauses
{
    /// <summary>
    /// 23 CFR 680.116(b)(3) leaves out what an operator cannot help: utility service interruptions, a fault of the vehicle, scheduled
    /// maintenance, vandalism, natural disasters. The last two no charger can tell; a person may (<see cref="OutageReason"/>). Time in
    /// which this house was closed is left out too, under its own name.
    /// </summary>
    public static bool IsExcluded(this DowntimeCause cause) => cause switch
    {
        DowntimeCause.Grid or DowntimeCause.Vehicle or DowntimeCause.Maintenance or DowntimeCause.Vandalism or DowntimeCause.NaturalDisaster or DowntimeCause.CentreDown => true,
        DowntimeCause.Fault or DowntimeCause.MonitorFault or DowntimeCause.Offline => false,
    };

    /// <summary>What a person may say of an outage: each is left out.</summary>
    public static IReadOnlyList<DowntimeCause> Sayable { get; } = [DowntimeCause.Vandalism, DowntimeCause.NaturalDisaster, DowntimeCause.Grid, DowntimeCause.Vehicle, DowntimeCause.Maintenance];

    public static bool MayBeSaid(this DowntimeCause cause) => Sayable.Contains(cause);

    /// <summary>Why a plug cannot be used, by its status and error code (OCPP 1.6 §7.6, §7.7); null where it can.</summary>
    public static DowntimeCause? Of(ConnectorStatus status, string? errorCode) => status switch
    {
        ConnectorStatus.Faulted => errorCode switch
        {
            "EVCommunicationError" => DowntimeCause.Vehicle,
            "UnderVoltage" or "OverVoltage" => DowntimeCause.Grid,
            _ => DowntimeCause.Fault,
        },
        ConnectorStatus.Unavailable => DowntimeCause.Maintenance,
        ConnectorStatus.Unknown or ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Charging or ConnectorStatus.SuspendedEV
            or ConnectorStatus.SuspendedEVSE or ConnectorStatus.Finishing or ConnectorStatus.Reserved => null,
    };
}
