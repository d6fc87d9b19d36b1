using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>What happens to a charger nobody has enrolled.</summary>
public enum UnknownChargePoints
{
    /// <summary>HTTP 404, no socket.</summary>
    Reject,

    /// <summary>Connects, is answered Pending, and waits on screen for approval.</summary>
    Quarantine,

    /// <summary>Enrolled at once.</summary>
    Accept,
}

/// <summary>The standard and the certification test disagree (ocpp.md X3).</summary>
public enum NoCommonSubprotocol
{
    /// <summary>No upgrade: what the certification test wants.</summary>
    Refuse,

    /// <summary>Upgrade without the header, then close: what OCPP-J 1.6 §3.2 says.</summary>
    AcceptThenClose,
}

/// <summary>Section <c>Ocpp</c>.</summary>
public sealed record OcppOptions
{
    public const string Section = "Ocpp";

    /// <summary>A port of its own for chargers; 0 is the console's.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    [EnumDataType(typeof(UnknownChargePoints))]
    public UnknownChargePoints UnknownChargePoints { get; init; } = UnknownChargePoints.Quarantine;

    [EnumDataType(typeof(NoCommonSubprotocol))]
    public NoCommonSubprotocol NoCommonSubprotocol { get; init; } = NoCommonSubprotocol.Refuse;

    /// <summary>Seconds to wait for a charger's answer.</summary>
    [Range(1, 600)]
    public int CallTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds between pings of ours.</summary>
    [Range(1, 3600)]
    public int PingSeconds { get; init; } = 30;

    /// <summary>Seconds without a byte after which a socket is given up; 0 is twice the heartbeat and a minute.</summary>
    [Range(0, 86_400)]
    public int IdleSeconds { get; init; }

    /// <summary>Largest message taken, fragments together; more closes the socket with 1009.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Days that messages are kept in the database; 0: the last ones of each charger, in memory, until the house closes.</summary>
    [Range(0, 3650)]
    public int MessageRetentionDays { get; init; } = 7;
}
