using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>How a charger is answered when it boots (OCPP 1.6 §7.37 RegistrationStatus).</summary>
public enum BootStatus
{
    Accepted,
    Pending,
    Rejected,
}

/// <summary>What a charger may do although the standard says otherwise, because it cannot be taught better.</summary>
[Flags]
public enum ChargePointAllowances
{
    None = 0,

    /// <summary>May connect without offering a subprotocol.</summary>
    NoSubprotocol = 1,

    /// <summary>May send messages without ever having booted.</summary>
    Unbooted = 2,

    /// <summary>Sends no heartbeat and no ping: silence is no reason to close its socket.</summary>
    Silence = 4,
}

/// <summary>A charging device: one OCPP identity, one socket, one or more plugs. Connector 0 of OCPP is this device itself, never a plug.</summary>
public sealed class ChargePoint : IHasRowVersion
{
    public const int LongestIdentity = 255;

    public const int LongestRefusal = 300;

    /// <summary>Seconds between heartbeats when nobody said otherwise.</summary>
    public const int DefaultHeartbeatSeconds = 300;

    public ChargePoint(Guid id, string identity, bool isApproved, DateTimeOffset now)
    {
        Id = id;
        Identity = identity;
        IsApproved = isApproved;
        BootStatus = isApproved ? BootStatus.Accepted : BootStatus.Pending;
        CreatedAt = now;
    }

    private ChargePoint()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>The OCPP identity: the last segment of the URL it connects to, decoded. Unique, compared exactly.</summary>
    public string Identity { get; private init; } = "";

    /// <summary>Where it stands; null until somebody said so.</summary>
    public Guid? StationId { get; private set; }

    /// <summary>False while it waits in quarantine for a person to approve it.</summary>
    public bool IsApproved { get; private set; }

    /// <summary>The answer its next BootNotification gets.</summary>
    public BootStatus BootStatus { get; private set; }

    public int HeartbeatSeconds { get; private set; } = DefaultHeartbeatSeconds;

    /// <summary>Salted hash of the authorization key; null when it needs none.</summary>
    public string? KeyHash { get; private set; }

    public ChargePointAllowances Allowances { get; private set; }

    /// <summary>Milliseconds an answer is held back; some chargers drop the socket when answered at once.</summary>
    public int AnswerDelayMilliseconds { get; private set; }

    public string? Vendor { get; private set; }

    public string? Model { get; private set; }

    public string? SerialNumber { get; private set; }

    public string? Firmware { get; private set; }

    /// <summary>"1.6" and so on, as negotiated last.</summary>
    public string? OcppVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? LastSeenAt { get; private set; }

    public DateTimeOffset? LastBootAt { get; private set; }

    /// <summary>It has no socket here: what is known of it, its vendor's webhooks tell. One that connects all the same is a charger like any other.</summary>
    public bool IsVendorManaged { get; private set; }

    /// <summary>The vendor whose webhooks speak of it; no other may. Null until the first came.</summary>
    public string? ManagedBy { get; private set; }

    /// <summary>What it says of itself as a whole (connector 0): Available, Unavailable or Faulted.</summary>
    public ConnectorStatus Status { get; private set; }

    public string? ErrorCode { get; private set; }

    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>Since when a health monitor sees a fault here, by its own clock; null while it sees none.</summary>
    public DateTimeOffset? MonitorFaultSince { get; private set; }

    public string? MonitorFaultReason { get; private set; }

    public FaultSource? MonitorFaultBy { get; private set; }

    /// <summary>The time of the newest word of a health monitor: an older one changes nothing.</summary>
    public DateTimeOffset? MonitorSaidAt { get; private set; }

    /// <summary>Since when it has been away for so long that this counts as a fault; null while it does not.</summary>
    public DateTimeOffset? LostSince { get; private set; }

    /// <summary>When it was last not let in, since it was last here; null where it was not refused since then.</summary>
    public DateTimeOffset? RefusedAt { get; private set; }

    /// <summary>Why, as a sentence for the operator.</summary>
    public string? RefusedWhy { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public List<Connector> Connectors { get; } = [];

    /// <summary>What a health monitor sees here; null while it sees nothing wrong.</summary>
    public MonitorFault? MonitorFault => MonitorFaultSince is { } since ? new(MonitorFaultReason, since, MonitorFaultBy ?? FaultSource.Monitor) : null;

    /// <summary>Faulty as a whole: by its own word, or by a health monitor's.</summary>
    public bool IsFaulty => Status == ConnectorStatus.Faulted || MonitorFaultSince is not null;

    /// <summary>True where the identity can be one: not empty, not too long, without control characters.</summary>
    public static bool IsLegalIdentity(string identity) =>
        identity.Length is > 0 and <= LongestIdentity && !identity.Any(char.IsControl) && !string.IsNullOrWhiteSpace(identity);

    public void PlaceAt(Guid stationId) => StationId = stationId;

    /// <summary>The charger in one word; whether it is connected is not written down anywhere.</summary>
    public ChargePointState StateWhen(bool isConnected) => BootStatus switch
    {
        BootStatus.Rejected => ChargePointState.Rejected,
        BootStatus.Pending => ChargePointState.AwaitingApproval,
        BootStatus.Accepted when MonitorFaultSince is not null => ChargePointState.Faulted,
        BootStatus.Accepted when !isConnected => ChargePointState.Offline,
        BootStatus.Accepted when Status == ConnectorStatus.Faulted || Connectors.Exists(c => c.Status == ConnectorStatus.Faulted) => ChargePointState.Faulted,
        BootStatus.Accepted => ChargePointState.Online,
    };

    /// <summary>A person lets it in: the next BootNotification is accepted.</summary>
    public Outcome Approve()
    {
        if (BootStatus == BootStatus.Accepted) return Refuse.Conflict("already_approved", $"{Identity} has been approved already.");
        Decide(BootStatus.Accepted);
        return Outcome.Done;
    }

    /// <summary>A person does not want it: it is told so whenever it boots.</summary>
    public Outcome Reject()
    {
        if (BootStatus == BootStatus.Rejected) return Refuse.Conflict("already_rejected", $"{Identity} has been rejected already.");
        Decide(BootStatus.Rejected);
        return Outcome.Done;
    }

    /// <param name="status">The answer its boots get from now on.</param>
    /// <param name="intervalSeconds">Between heartbeats where accepted, until it asks again where not; null leaves it.</param>
    public Outcome DecideBoot(BootStatus status, int? intervalSeconds)
    {
        if (intervalSeconds is < 1 or > 86_400)
            return Refuse.InvalidField("intervalSeconds", "The interval is 1 to 86,400 seconds.");

        Decide(status);
        HeartbeatSeconds = intervalSeconds ?? HeartbeatSeconds;
        return Outcome.Done;
    }

    public void SetKey(string? keyHash) => KeyHash = keyHash;

    public Outcome Allow(ChargePointAllowances allowances, int answerDelayMilliseconds)
    {
        if (answerDelayMilliseconds is < 0 or > 10_000)
            return Refuse.InvalidField("answerDelayMilliseconds", "An answer can be held back 0 to 10,000 milliseconds.");

        Allowances = allowances;
        AnswerDelayMilliseconds = answerDelayMilliseconds;
        return Outcome.Done;
    }

    /// <summary>OCPP 1.6 §4.2: what it told of itself when it booted.</summary>
    public void Booted(string vendor, string model, string? serialNumber, string? firmware, DateTimeOffset now)
    {
        (Vendor, Model, SerialNumber, Firmware) = (vendor, model, serialNumber, firmware);
        LastBootAt = LastSeenAt = now;
    }

    public void Connected(string ocppVersion, DateTimeOffset now)
    {
        (OcppVersion, LastSeenAt, IsVendorManaged) = (ocppVersion, now, false);
        (RefusedAt, RefusedWhy) = (null, null);
    }

    /// <summary>It wanted to come in and was not let in. False where the same was noted a moment ago: some try again every second.</summary>
    public bool NoteRefused(string why, DateTimeOffset now)
    {
        if (why.Length > LongestRefusal) why = $"{why.AsSpan(0, LongestRefusal - 1)}…";
        if (why == RefusedWhy && now - RefusedAt < TimeSpan.FromMinutes(1)) return false;
        (RefusedAt, RefusedWhy) = (now, why);
        return true;
    }

    /// <summary>What stands against a vendor speaking of one of its plugs; null where nothing does. A charger that speaks to us itself is the house's, unless an admin gave the plug a vendor's name.</summary>
    /// <param name="plugName">The vendor's own id of the plug, as an admin gave it.</param>
    public static Refusal? StandsAgainstVendor(string vendor, string identity, string? managedBy, string? ocppVersion, string? plugName)
    {
        if (managedBy is not null)
            return string.Equals(managedBy, vendor, StringComparison.OrdinalIgnoreCase) ? null : Refuse.NotNow("other_vendor", $"{identity} belongs to {managedBy}: {vendor} may not speak of it.");

        return ocppVersion is not null && plugName is null
            ? Refuse.NotNow("own_charger", $"{identity} speaks to us itself: {vendor} may not speak of a connector of it that an administrator has not given the vendor's id.")
            : null;
    }

    /// <summary>A vendor's webhook spoke of one of its plugs. Refused where it may not.</summary>
    public Outcome HeardFrom(string vendor, Connector plug, DateTimeOffset now)
    {
        if (StandsAgainstVendor(vendor, Identity, ManagedBy, OcppVersion, plug.VendorConnectorId) is { } refusal) return refusal;

        ManagedBy ??= vendor;
        if (OcppVersion is null) (IsVendorManaged, LastSeenAt) = (true, now);
        return Outcome.Done;
    }

    public void Seen(DateTimeOffset now) => LastSeenAt = now;

    /// <summary>OCPP 1.6 §4.9: connector 0 speaks of the device; an older word never overwrites a newer one.</summary>
    public bool Report(ConnectorStatus status, string? errorCode, DateTimeOffset at)
    {
        if (StatusAt > at) return false;

        (Status, ErrorCode, StatusAt) = (status, errorCode, at);
        return true;
    }

    /// <summary>What stands against a new session at any of its plugs, in words; null when nothing does.</summary>
    public Refusal? StandsAgainstStart()
    {
        if (Status == ConnectorStatus.Faulted) return Refuse.NotNow("charge_point_faulted", $"{Identity} reports a fault ({ErrorCode ?? "no code"}).");
        return MonitorFault is { } fault ? Refuse.NotNow("charge_point_faulted", $"{Identity} takes no session: {fault.Words}.") : null;
    }

    /// <summary>What a health monitor says of it. The same state again is no news, though its latest reason is kept; an older word changes nothing.</summary>
    public MonitorNews TellHealth(bool isFaulty, string? reason, FaultSource by, DateTimeOffset at)
    {
        if (at < MonitorSaidAt) return MonitorNews.Late;

        MonitorSaidAt = at;
        if (isFaulty == MonitorFaultSince is not null)
        {
            if (isFaulty) MonitorFaultReason = reason ?? MonitorFaultReason;
            return MonitorNews.Known;
        }

        (MonitorFaultSince, MonitorFaultReason, MonitorFaultBy) = isFaulty ? (at, reason, by) : default((DateTimeOffset?, string?, FaultSource?));
        return MonitorNews.Changed;
    }

    /// <summary>It has been away for too long. False where that is known already.</summary>
    public bool NoteLost(DateTimeOffset since)
    {
        if (LostSince is not null) return false;
        LostSince = since;
        return true;
    }

    /// <summary>It is back. Since when it had been gone, where that counted as a fault.</summary>
    public DateTimeOffset? NoteFound()
    {
        var since = LostSince;
        LostSince = null;
        return since;
    }

    /// <summary>Its plugs as an admin says they are. Hands back those that are not there any more; a plug that is taken stays.</summary>
    public Outcome<IReadOnlyList<Connector>> Equip(IReadOnlyList<ConnectorDescription> plugs, DateTimeOffset now)
    {
        var gone = Connectors.FindAll(connector => plugs.All(plug => plug.Number != connector.Number));
        if (gone.Find(connector => connector.OpenSessionId is not null) is { } taken)
            return Refuse.Conflict("connector_in_use", $"Connector {taken.Number} has an open session: end it before the connector is taken away.");

        foreach (var plug in plugs) ConnectorOrNew(plug.Number, now).Describe(plug.Type.Trim(), plug.PowerW, plug.VendorConnectorId?.Trim());
        // One that speaks to us itself and has no plug of a vendor's is the house's own again.
        if (OcppVersion is not null && plugs.All(plug => plug.VendorConnectorId is null)) ManagedBy = null;
        IsVendorManaged = OcppVersion is null && (ManagedBy is not null || plugs.Any(plug => plug.VendorConnectorId is not null));
        return gone;
    }

    public Connector ConnectorOrNew(int number, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        var connector = Connectors.Find(c => c.Number == number);
        if (connector is null) Connectors.Add(connector = new Connector(Ids.New(now), Id, number));
        return connector;
    }

    // Pending or rejected, it takes no session (OCPP 1.6 §4.2).
    private void Decide(BootStatus status) => (BootStatus, IsApproved) = (status, status == BootStatus.Accepted);
}
