using EvOps.Domain.Bookings;
using EvOps.Domain.Faults;
using EvOps.Domain.Refunds;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;

namespace EvOps.Web.Common;

/// <summary>The one place that gives every state of the house its colour, sign and word.</summary>
public readonly partial record struct Status
{
    /// <summary>A plug. While its charger is away nobody knows, and the last word it said is told on hover.</summary>
    public static Status Of(ConnectorStatus status, bool isOnline = true)
    {
        if (!isOnline)
            return new(Tone.Offline, Glyph.Offline, "Offline", $"The charger is not connected; it last said {Of(status).Word.ToLowerInvariant()}.");

        return status switch
        {
            ConnectorStatus.Available => new(Tone.Available, Glyph.Available, "Available"),
            ConnectorStatus.Preparing => new(Tone.Charging, Glyph.Plug, "Preparing", "A car is plugged in or a tag was shown; no energy flows yet."),
            ConnectorStatus.Charging => new(Tone.Charging, Glyph.Bolt, "Charging"),
            ConnectorStatus.SuspendedEV => new(Tone.Charging, Glyph.Paused, "Paused by car", "The charger offers energy, the car takes none: full, or waiting."),
            ConnectorStatus.SuspendedEVSE => new(Tone.Attention, Glyph.Paused, "Paused by charger", "The charger gives no energy: a load limit, or it does not accept the session."),
            ConnectorStatus.Finishing => new(Tone.Charging, Glyph.Ended, "Finishing", "The session has ended; the cable is still in."),
            ConnectorStatus.Reserved => new(Tone.Reserved, Glyph.Reserved, "Reserved"),
            ConnectorStatus.Unavailable => new(Tone.Offline, Glyph.Maintenance, "Out of service", "Taken out of service at the charger or by an operator."),
            ConnectorStatus.Faulted => new(Tone.Fault, Glyph.Fault, "Faulted"),
            ConnectorStatus.Unknown => new(Tone.Offline, Glyph.Unknown, "Unknown", "The charger has not told of this plug yet."),
        };
    }

    public static Status Of(SessionState state) => state switch
    {
        SessionState.Starting => new(Tone.Charging, Glyph.Waiting, "Starting", "Asked for; the charger has not begun."),
        SessionState.Charging => new(Tone.Charging, Glyph.Bolt, "Charging"),
        SessionState.Stopping => new(Tone.Charging, Glyph.Stop, "Stopping", "Asked to end; the charger has not confirmed it."),
        SessionState.Completed => new(Tone.Offline, Glyph.Done, "Completed"),
        SessionState.Failed => new(Tone.Fault, Glyph.Fault, "Failed"),
        SessionState.Cancelled => new(Tone.Offline, Glyph.Cancelled, "Cancelled"),
    };

    public static Status Of(BillState state) => state switch
    {
        BillState.Provisional => new(Tone.Attention, Glyph.Waiting, "Provisional", "The charger may still have something to tell."),
        BillState.Held => new(Tone.Fault, Glyph.Attention, "Held", "A person has to decide before anything is charged."),
        BillState.Settled => new(Tone.Available, Glyph.Done, "Settled"),
        BillState.Waived => new(Tone.Offline, Glyph.Cancelled, "Waived", "The bill was taken off: nobody pays."),
    };

    /// <summary>Money on its way back.</summary>
    public static Status Of(RefundState state) => state switch
    {
        RefundState.Requested => new(Tone.Attention, Glyph.Waiting, "To approve", "Somebody else than who asked has to decide."),
        RefundState.Approved => new(Tone.Charging, Glyph.Waiting, "Approved", "It is paid within a minute."),
        RefundState.Executing => new(Tone.Charging, Glyph.Refresh, "Being paid", "It is being paid, or the payment service has not said yet what came of it."),
        RefundState.Done => new(Tone.Available, Glyph.Done, "Done"),
        RefundState.Rejected => new(Tone.Offline, Glyph.Cancelled, "Rejected"),
        RefundState.Failed => new(Tone.Fault, Glyph.Fault, "Failed", "It could not be paid: a person has to look at it."),
    };

    /// <summary>A tag at this moment: an accepted one whose day has passed is expired.</summary>
    public static Status Of(TagStatus status, bool isExpired = false) => status switch
    {
        TagStatus.Accepted when isExpired => new(Tone.Offline, Glyph.Ended, "Expired", "Accepted until its day passed."),
        TagStatus.Accepted => new(Tone.Available, Glyph.Available, "Accepted"),
        TagStatus.Blocked => new(Tone.Fault, Glyph.Cancelled, "Blocked", "Chargers are told to refuse it."),
        TagStatus.Expired => new(Tone.Offline, Glyph.Ended, "Expired", "Set to expired by hand."),
        TagStatus.Invalid => new(Tone.Offline, Glyph.Cancelled, "Invalid", "Answered as if nobody knew it."),
    };

    public static Status Of(BookingState state) => state switch
    {
        BookingState.Pending => new(Tone.Attention, Glyph.Waiting, "Held", "Held for a few minutes, until it is confirmed."),
        BookingState.Confirmed => new(Tone.Reserved, Glyph.Reserved, "Booked"),
        BookingState.Active => new(Tone.Charging, Glyph.Bolt, "Charging"),
        BookingState.Completed => new(Tone.Offline, Glyph.Done, "Completed"),
        BookingState.Cancelled => new(Tone.Offline, Glyph.Cancelled, "Cancelled"),
        BookingState.NoShow => new(Tone.Attention, Glyph.Ended, "Not come", "Its driver did not begin in time."),
    };

    /// <summary>An account: disabled outranks everything else.</summary>
    public static Status OfPerson(bool isDisabled, bool hasPassword, bool isLockedOut)
    {
        if (isDisabled) return new(Tone.Offline, Glyph.Cancelled, "Disabled", "Cannot sign in.");
        if (!hasPassword) return new(Tone.Attention, Glyph.Waiting, "Invited", "Has not used the invite link yet.");
        return isLockedOut
            ? new(Tone.Attention, Glyph.Shield, "Locked out", "Too many wrong passwords; sign-in opens again by itself.")
            : new(Tone.Available, Glyph.Available, "Active");
    }

    /// <summary>A charger as a whole: waiting for approval outranks being connected.</summary>
    public static Status OfCharger(bool isApproved, bool isOnline, ConnectorStatus ownStatus = ConnectorStatus.Available)
    {
        if (!isApproved) return new(Tone.Attention, Glyph.Shield, "In quarantine", "It connects, but nobody has approved it yet.");
        if (!isOnline) return new(Tone.Offline, Glyph.Offline, "Offline", "Its connection is gone.");
        return ownStatus switch
        {
            ConnectorStatus.Faulted => new(Tone.Fault, Glyph.Fault, "Faulted", "The charger reports a fault of its own."),
            ConnectorStatus.Unavailable => new(Tone.Offline, Glyph.Maintenance, "Out of service", "The charger reports itself unavailable."),
            ConnectorStatus.Unknown or ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Charging
                or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE or ConnectorStatus.Finishing
                or ConnectorStatus.Reserved => new(Tone.Available, Glyph.Available, "Online"),
        };
    }

    /// <summary>A charger in one word.</summary>
    public static Status Of(ChargePointState state, ConnectorStatus ownStatus = ConnectorStatus.Available) => state switch
    {
        ChargePointState.Online => OfCharger(isApproved: true, isOnline: true, ownStatus),
        ChargePointState.Faulted => new(Tone.Fault, Glyph.Fault, "Faulted", "The charger or one of its connectors reports a fault."),
        ChargePointState.Offline => OfCharger(isApproved: true, isOnline: false),
        ChargePointState.AwaitingApproval => OfCharger(isApproved: false, isOnline: true),
        ChargePointState.Rejected => new(Tone.Offline, Glyph.Cancelled, "Rejected", "Somebody sent it away; it takes no sessions."),
    };

    /// <summary>Whether commands go to a charger.</summary>
    public static Status Of(BreakerState state) => state switch
    {
        BreakerState.Closed => new(Tone.Available, Glyph.Done, "Commands are sent"),
        BreakerState.Open => new(Tone.Fault, Glyph.Paused, "Commands are held back", "The last ones failed one after the other; nothing is sent for a while."),
        BreakerState.HalfOpen => new(Tone.Attention, Glyph.Waiting, "On trial", "Commands are sent again; the next that fails holds them back anew."),
    };

    /// <summary>A line of the history of faults.</summary>
    public static Status Of(FaultKind kind) => kind switch
    {
        FaultKind.Fault => new(Tone.Fault, Glyph.Fault, "Fault"),
        FaultKind.Recovery => new(Tone.Available, Glyph.Done, "Well again"),
    };

    /// <summary>A plug in the words everybody is told: what the charger said, what the house knows, and the connection, put together.</summary>
    public static Status Of(PublicStatus status) => status switch
    {
        PublicStatus.Available => new(Tone.Available, Glyph.Available, "Available"),
        PublicStatus.Occupied => new(Tone.Charging, Glyph.Plug, "In use"),
        PublicStatus.Reserved => new(Tone.Reserved, Glyph.Reserved, "Reserved"),
        PublicStatus.Maintenance => new(Tone.Offline, Glyph.Maintenance, "Out of service"),
        PublicStatus.Offline => new(Tone.Offline, Glyph.Offline, "Offline"),
        PublicStatus.Faulted => new(Tone.Fault, Glyph.Fault, "Faulted"),
    };

    /// <summary>A place: an inactive one takes no new session.</summary>
    public static Status OfStation(bool isActive) => isActive
        ? new(Tone.Available, Glyph.Available, "Active")
        : new(Tone.Offline, Glyph.Maintenance, "Closed", "Takes no new session until somebody opens it again.");

    /// <summary>Another system that is told of events.</summary>
    public static Status Of(SubscriptionState state, string? disabledReason = null, bool isFailing = false) => state switch
    {
        SubscriptionState.Active when isFailing => new(Tone.Attention, Glyph.Attention, "Failing", "It is active, but its last delivery failed; it is tried again."),
        SubscriptionState.Active => new(Tone.Available, Glyph.Done, "Active"),
        SubscriptionState.Paused => new(Tone.Offline, Glyph.Paused, "Paused", "What happens meanwhile is not sent later."),
        SubscriptionState.Disabled => new(Tone.Fault, Glyph.Fault, "Disabled", disabledReason),
    };

    /// <summary>An event on its way to another system; one that failed already and waits for its next attempt is a matter of its own.</summary>
    public static Status Of(VendorEventState state, bool hasFailed = false) => state switch
    {
        VendorEventState.Waiting when hasFailed => new(Tone.Attention, Glyph.Refresh, "Retrying"),
        VendorEventState.Waiting => new(Tone.Offline, Glyph.Waiting, "Waiting"),
        VendorEventState.Done => new(Tone.Available, Glyph.Done, "Done"),
        VendorEventState.Dead => new(Tone.Fault, Glyph.Fault, "Dead", "Tried for too long. It can be replayed."),
        VendorEventState.Dismissed => new(Tone.Offline, Glyph.Cancelled, "Dismissed", "Somebody said that nothing has to come of it."),
    };

    public static Status Of(DeliveryState state, bool hasFailed = false) => state switch
    {
        DeliveryState.Waiting when hasFailed => new(Tone.Attention, Glyph.Refresh, "Retrying"),
        DeliveryState.Waiting => new(Tone.Offline, Glyph.Waiting, "Waiting"),
        DeliveryState.Delivered => new(Tone.Available, Glyph.Done, "Delivered"),
        DeliveryState.GivenUp => new(Tone.Fault, Glyph.Fault, "Given up", "Tried for too long, or the receiver is gone. It can be sent again."),
    };
}
