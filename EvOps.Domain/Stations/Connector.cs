using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>
/// A plug: the unit drivers fight over. It names the one session that holds it, and its row version decides who was first.
/// </summary>
public sealed class Connector : IHasRowVersion
{
    /// <summary>What everybody hears who comes second.</summary>
    public const string InUse = "Charging gun is already in use";

    // Clocks differ by a little; one that is further ahead is wrong.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public Connector(Guid id, Guid chargePointId, int number) => (Id, ChargePointId, Number) = (id, chargePointId, number);

    private Connector()
    {
    }

    public Guid Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    /// <summary>1, 2, … as OCPP numbers them.</summary>
    public int Number { get; private init; }

    /// <summary>"CCS2", "Type2", "CHAdeMO", …; null until told.</summary>
    public string? Type { get; private set; }

    /// <summary>Watts the plug can give; 0 until told.</summary>
    public int MaxPowerW { get; private set; }

    /// <summary>How a vendor's webhooks name it.</summary>
    public string? VendorConnectorId { get; private set; }

    public ConnectorStatus Status { get; private set; }

    /// <summary>The charger's own time of the status; null until it told one, and from an unlock until its next word.</summary>
    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>When the house heard of the status, by its own clock.</summary>
    public DateTimeOffset? StatusHeardAt { get; private set; }

    /// <summary>OCPP 1.6 §7.6 ChargePointErrorCode as sent; null for NoError.</summary>
    public string? ErrorCode { get; private set; }

    public string? VendorErrorCode { get; private set; }

    /// <summary>Free text of the charger.</summary>
    public string? Info { get; private set; }

    /// <summary>The one session that holds this plug, from the moment a start is requested.</summary>
    public Guid? OpenSessionId { get; private set; }

    /// <summary>Who works at this plug just now, and until when nobody else does; null where nobody is.</summary>
    public string? RemedyBy { get; private set; }

    public DateTimeOffset? RemedyUntil { get; private set; }

    /// <summary>The step that is being taken; whoever comes late with another's end does not end this one.</summary>
    public Guid? RemedyStepId { get; private set; }

    /// <summary>When a driver last asked for this plug and was told that it is taken.</summary>
    public DateTimeOffset? WantedAt { get; private set; }

    /// <summary>How often its time was given to somebody. Of two who book it at once, both change this row, and its version lets one through.</summary>
    public long TimesBooked { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public void Describe(string? type, int maxPowerW, string? vendorConnectorId) =>
        (Type, MaxPowerW, VendorConnectorId) = (type, maxPowerW, vendorConnectorId);

    /// <summary>What stands against a new session here, in words; null when nothing does.</summary>
    public Refusal? StandsAgainstStart() => this switch
    {
        { OpenSessionId: not null } => Refuse.Conflict("connector_in_use", InUse),
        { Status: ConnectorStatus.Faulted } => Refuse.NotNow("connector_faulted", $"Connector {Number} reports a fault ({ErrorCode ?? "no code"})."),
        { Status: ConnectorStatus.Unavailable } => Refuse.NotNow("connector_unavailable", $"Connector {Number} is out of service."),
        _ when Status.IsInUse() => Refuse.Conflict("connector_in_use", InUse),
        _ => null,
    };

    /// <summary>Belongs into every save that gives some of its time to somebody.</summary>
    public void NoteBooked() => TimesBooked++;

    /// <summary>Takes the plug for a session. Whoever saves first has it.</summary>
    public void Take(Guid sessionId) => OpenSessionId = sessionId;

    /// <summary>Gives the plug back, if this session is the one that holds it.</summary>
    public void Release(Guid sessionId)
    {
        if (OpenSessionId == sessionId) OpenSessionId = null;
    }

    /// <summary>
    /// The charger says that it released the cable. What it last said of the plug is over; what it is now the charger has yet to say,
    /// by whatever clock, and until then nothing stands against the next driver.
    /// </summary>
    public void NoteUnlocked(DateTimeOffset now)
    {
        if (Status.IsInUse()) (Status, StatusAt, StatusHeardAt) = (ConnectorStatus.Unknown, null, now);
    }

    /// <summary>
    /// Somebody begins to free this plug: until it is finished nobody else does, neither a person nor the sweeper. Whoever dies on the
    /// way stands in nobody's way for long.
    /// </summary>
    public Outcome BeginRemedy(Guid stepId, string by, TimeSpan atMost, DateTimeOffset now)
    {
        if (RemedyUntil > now) return Refuse.Conflict("remedy_under_way", $"{RemedyBy} is at connector {Number} just now: see what comes of it first.");
        (RemedyStepId, RemedyBy, RemedyUntil) = (stepId, by.Length > 200 ? by[..200] : by, now + atMost);
        return Outcome.Done;
    }

    /// <summary>This step is over. Where its time had run out and somebody else is here by now, that one goes on.</summary>
    public void FinishRemedy(Guid stepId)
    {
        if (RemedyStepId == stepId) (RemedyStepId, RemedyBy, RemedyUntil) = (null, null, null);
    }

    /// <summary>A driver wanted this plug and could not have it. Noted once a minute: a queue of them must not fight over the row. False where it was just noted.</summary>
    public bool NoteWanted(DateTimeOffset now)
    {
        if (now - WantedAt < TimeSpan.FromMinutes(1)) return false;
        WantedAt = now;
        return true;
    }

    /// <summary>OCPP 1.6 §4.9. False when a newer status is known already.</summary>
    /// <param name="at">The charger's own time of it.</param>
    /// <param name="heardAt">When it came.</param>
    /// <param name="isFresh">It cannot have been kept from before, whatever its time says: that clock was set back.</param>
    public bool Report(ConnectorStatus status, string? errorCode, string? vendorErrorCode, string? info, DateTimeOffset at, DateTimeOffset heardAt, bool isFresh = false)
    {
        // What came with a time that had not been yet would keep out all that follows once that clock is set right.
        if (StatusAt > at && !isFresh && StatusAt - StatusHeardAt <= ClockTolerance) return false;

        (Status, ErrorCode, VendorErrorCode, Info, StatusAt, StatusHeardAt) = (status, errorCode, vendorErrorCode, info, at, heardAt);
        return true;
    }
}
