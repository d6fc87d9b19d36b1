using EvOps.Domain.Common;
using EvOps.Domain.Stations;

namespace EvOps.Domain.Sessions;

/// <summary>
/// One charging session, from the moment somebody asks for it until its energy and cost are settled. Its id is ours from that
/// first moment; the charger's transaction gets a number of ours when it begins.
/// </summary>
public sealed partial class Session : IHasRowVersion
{
    private Session()
    {
    }

    private Session(Guid id, Connector connector, ChargePoint chargePoint, string idTag, DateTimeOffset requestedAt)
    {
        Id = id;
        ShortId = ShortOf(id);
        RequestId = Ids.New(requestedAt);
        StationId = chargePoint.StationId;
        ChargePointId = chargePoint.Id;
        ChargePointIdentity = chargePoint.Identity;
        ConnectorId = connector.Id;
        ConnectorNumber = connector.Number;
        IdTag = idTag;
        RequestedAt = requestedAt;
    }

    public const int ShortIdLength = 8;

    public Guid Id { get; private init; }

    /// <summary>The end of the id, as lists show it and people read it aloud: neighbours differ only there. Small hexadecimal digits; not unique.</summary>
    public string ShortId { get; private init; } = "";

    /// <summary>The id of the request that asked for it; every outside party may name the session by it as well.</summary>
    public Guid RequestId { get; private init; }

    /// <summary>The number the charger calls it by (OCPP 1.6 transactionId), from the moment it began.</summary>
    public int? TransactionId { get; private set; }

    /// <summary>The charger's StartTransaction, as it was told.</summary>
    public ChargerStart? ChargerStart { get; private set; }

    public Guid? StationId { get; private init; }

    public Guid ChargePointId { get; private init; }

    public string ChargePointIdentity { get; private init; } = "";

    public Guid ConnectorId { get; private init; }

    public int ConnectorNumber { get; private init; }

    public string IdTag { get; private init; } = "";

    /// <summary>Whose tag it was when the session began.</summary>
    public Guid? DriverId { get; private set; }

    /// <summary>The booking it redeems; null for a walk-in.</summary>
    public Guid? BookingId { get; private set; }

    public SessionState State { get; private set; }

    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>The charger's own time of its start.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? StopRequestedAt { get; private set; }

    /// <summary>When the time for the charger to stop was over and it had not; null while there is time, and where it did.</summary>
    public DateTimeOffset? StopOverdueAt { get; private set; }

    /// <summary>The charger's own time of its end, or ours where it never began. Null while the session is open.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public EndReason? EndReason { get; private set; }

    /// <summary>When its close was last taken back; null where it never was.</summary>
    public DateTimeOffset? ReopenedAt { get; private set; }

    /// <summary>Register at the start, watt-hours.</summary>
    public long? MeterStartWh { get; private set; }

    /// <summary>Register at the end, watt-hours, as the charger said it, even where it is wrong.</summary>
    public long? MeterStopWh { get; private set; }

    /// <summary>Percent, first and last that the car told.</summary>
    public int? InitialSoc { get; private set; }

    public int? FinalSoc { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public bool IsOpen => State.IsOpen();

    /// <summary>It charges in time that its driver has booked.</summary>
    public void Redeem(Guid bookingId) => BookingId = bookingId;

    private static string ShortOf(Guid id) => id.ToString()[^ShortIdLength..];
}

/// <summary>What has to follow after somebody asked a session to end.</summary>
public enum StopStep
{
    /// <summary>It had not begun and is called off.</summary>
    Cancelled,

    /// <summary>The charger must be asked.</summary>
    AskCharger,

    /// <summary>Nothing: it had ended before.</summary>
    AlreadyEnded,
}
