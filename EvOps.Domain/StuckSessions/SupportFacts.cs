using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Domain.StuckSessions;

/// <summary>What a driver who calls can be told from: a plug, the session on it or the last one, the money, and what the one who answers may do.</summary>
public sealed record SupportFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>IANA zone of the place; the driver's watch shows it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>OCPP identity of the charger; null where neither a plug nor a session is known.</summary>
    public string? ChargePoint { get; init; }

    public int ConnectorNumber { get; init; }

    public bool IsOnline { get; init; }

    /// <summary>When the charger was last heard of, or came back; null where it never was.</summary>
    public DateTimeOffset? ConnectionChangedAt { get; init; }

    public ConnectorStatus ConnectorStatus { get; init; }

    /// <summary>Another session than this one holds the plug.</summary>
    public bool IsTaken { get; init; }

    /// <summary>Null where there is no session to speak of.</summary>
    public SessionState? State { get; init; }

    /// <summary>Display name; null where nobody knows whose tag it is.</summary>
    public string? Driver { get; init; }

    public string IdTag { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StopRequestedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public EndReason? EndReason { get; init; }

    /// <summary>Of an open session.</summary>
    public StuckVerdict? Verdict { get; init; }

    /// <summary>Watt-hours so far, or billed; null where none are known, or none can be believed.</summary>
    public long? EnergyWh { get; init; }

    /// <summary>So far, or of the bill; null where there is no price, or no bill.</summary>
    public Money? Cost { get; init; }

    /// <summary>Of an open session: the bill if it were closed now; null where a person would have to decide.</summary>
    public Money? CostIfEnded { get; init; }

    /// <summary>What the driver's wallet was charged; null where there is no price.</summary>
    public Money? Booked { get; init; }

    public BillState? Bill { get; init; }

    /// <summary>Until when the charger's last word is waited for.</summary>
    public DateTimeOffset? ProvisionalUntil { get; init; }

    /// <summary>Who answers may free a plug.</summary>
    public bool MayUnlock { get; init; }

    /// <summary>Who answers may stop a session.</summary>
    public bool MayStop { get; init; }

    /// <summary>Who answers may decide about a bill.</summary>
    public bool MayReview { get; init; }
}

/// <summary>The next safe step: what a button or a link can be made of.</summary>
public enum SupportStep
{
    /// <summary>Something the driver does at the charger or the car.</summary>
    AskDriver,

    /// <summary>Time brings it about.</summary>
    Wait,

    StopSession,

    Unlock,

    /// <summary>Start on the same plug.</summary>
    StartAgain,

    /// <summary>This plug will not do.</summary>
    OtherPlug,

    ReviewBill,

    /// <summary>It takes a right that who answers does not have; the words say who has it.</summary>
    AskColleague,
}

/// <summary>What to tell a driver who calls.</summary>
/// <param name="IsTrouble">Something is not as it should be.</param>
/// <param name="State">What is going on, in plain words.</param>
/// <param name="Next">The step in words.</param>
/// <param name="Cost">One sentence to read aloud.</param>
public sealed record SupportAnswer(bool IsTrouble, string State, SupportStep Step, string Next, string Cost);
