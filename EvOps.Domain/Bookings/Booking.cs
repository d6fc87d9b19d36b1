using EvOps.Domain.Common;
using EvOps.Domain.Stations;

namespace EvOps.Domain.Bookings;

/// <summary>
/// Some time of a plug that is somebody's, from the hold to its end: one row for all of it. While it holds the plug nobody else
/// gets that time; a hold whose own time is over holds nothing, whether anybody noticed or not.
/// </summary>
public sealed class Booking : IHasRowVersion
{
    public const int TokenLength = 32, LongestPaymentId = 120, LongestWords = 500;

    private Booking()
    {
    }

    private Booking(Guid id, string token, Guid userId, Connector connector, Station station, Stretch time, int reservationId, string madeBy, DateTimeOffset now)
    {
        Id = id;
        (Token, UserId, MadeBy, CreatedAt) = (token, userId, madeBy, now);
        (StationId, ChargePointId, ConnectorId, Currency) = (station.Id, connector.ChargePointId, connector.Id, station.Currency);
        (StartAt, EndAt, ReservationId) = (time.From, time.To, reservationId);
    }

    public Guid Id { get; private init; }

    /// <summary>What its holder shows to confirm it. Whose it is is looked at all the same.</summary>
    public string Token { get; private init; } = "";

    /// <summary>Whose it is.</summary>
    public Guid UserId { get; private init; }

    public Guid StationId { get; private init; }

    public Guid ChargePointId { get; private set; }

    public Guid ConnectorId { get; private set; }

    public DateTimeOffset StartAt { get; private set; }

    public DateTimeOffset EndAt { get; private set; }

    public BookingState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Who made it: its driver, or somebody for him.</summary>
    public string MadeBy { get; private init; } = "";

    /// <summary>Until when a hold holds; null where it never was one.</summary>
    public DateTimeOffset? HoldUntil { get; private set; }

    /// <summary>1, 2, … of a person's holds: the database lets each be there once, so that nobody holds more than he may. Null where it counts no more.</summary>
    public int? HoldNumber { get; private set; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The payment's own reference; null where somebody booked it without one.</summary>
    public string? PaymentId { get; private set; }

    /// <summary>What the driver paid for the booking itself, in minor units.</summary>
    public long FeeMinorUnits { get; private set; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>What is to be given back of the fee, in minor units; null while nothing is decided.</summary>
    public long? RefundDueMinorUnits { get; private set; }

    /// <summary>Of the fee refunded, or asked for and not yet decided or paid.</summary>
    public long RefundedMinorUnits { get; private set; }

    /// <summary>Since when another plug, or everything back, is offered because its own cannot be used; null where it can.</summary>
    public DateTimeOffset? OfferedAt { get; private set; }

    /// <summary>Why its plug cannot be used, in words.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The plug that is free instead; null where none is, or nothing is offered.</summary>
    public Guid? OfferedConnectorId { get; private set; }

    /// <summary>The session that its driver charges in, or charged.</summary>
    public Guid? SessionId { get; private set; }

    /// <summary>When it was completed, cancelled or missed.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was called off or missed, in words.</summary>
    public string? Reason { get; private set; }

    /// <summary>How OCPP numbers it at the charger (1.6 §5.13).</summary>
    public int ReservationId { get; private set; }

    public ChargerReservation AtCharger { get; private set; }

    /// <summary>The charger's own words.</summary>
    public string? ChargerWords { get; private set; }

    /// <summary>The tag that the charger keeps the plug for.</summary>
    public string? ReservedTag { get; private set; }

    /// <summary>How often the charger did not answer.</summary>
    public int ChargerTries { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public Money Fee => new(FeeMinorUnits, Currency);

    public Money Refunded => new(RefundedMinorUnits, Currency);

    /// <summary>What is due and has not been asked for: what was refunded before counts.</summary>
    public Money Owed => new(Math.Max(0, (RefundDueMinorUnits ?? 0) - RefundedMinorUnits), Currency);

    /// <summary>Somebody is about to book: the time is his until the hold is over.</summary>
    /// <param name="number">Which of his holds; null where nobody counts them.</param>
    public static Booking Hold(Guid id, string token, Guid userId, Connector connector, Station station, Stretch time, int reservationId, int? number, DateTimeOffset until, string madeBy, DateTimeOffset now) =>
        new(id, token, userId, connector, station, time, reservationId, madeBy, now) { HoldUntil = until, HoldNumber = number };

    /// <summary>Made for a driver by somebody who may: confirmed at once.</summary>
    public static Booking For(Guid id, string token, Guid userId, Connector connector, Station station, Stretch time, int reservationId, Money fee, string madeBy, DateTimeOffset now) =>
        new(id, token, userId, connector, station, time, reservationId, madeBy, now) { State = BookingState.Confirmed, ConfirmedAt = now, FeeMinorUnits = fee.MinorUnits };

    /// <summary>A hold whose time is over.</summary>
    public bool HasExpired(DateTimeOffset now) => State == BookingState.Pending && HoldUntil <= now;

    /// <summary>An expired hold counts no more among its person's holds.</summary>
    public void LetGo() => HoldNumber = null;

    /// <summary>It is paid. The same payment twice is one; false where it had been confirmed before.</summary>
    public Outcome<bool> Confirm(string paymentId, Money fee, DateTimeOffset now)
    {
        if (State == BookingState.Cancelled) return Refuse.NotNow("booking_cancelled", "This booking has been cancelled.");
        if (HasExpired(now)) return Refuse.NotNow("hold_expired", "The hold has expired: choose a time again.");
        if (State != BookingState.Pending)
            return PaymentId == paymentId ? false : Refuse.Conflict("booking_paid", "This booking was confirmed with another payment.");

        (State, ConfirmedAt, PaymentId, FeeMinorUnits, HoldNumber) = (BookingState.Confirmed, now, paymentId, fee.MinorUnits, null);
        return true;
    }

    /// <summary>A refund takes its part of what was paid.</summary>
    public Outcome TakeRefund(Money amount)
    {
        if (FeeMinorUnits == 0)
            return Refuse.NotNow("nothing_paid", State == BookingState.Pending ? "The booking has not been confirmed: nothing has been paid yet." : "Nothing has been paid for this booking.");
        if (Refunded + amount > Fee)
            return Refuse.NotNow("more_than_paid", $"{Fee} were paid and {Refunded} are refunded or under way: at most {Fee - Refunded} can be refunded.");
        RefundedMinorUnits += amount.MinorUnits;
        return Outcome.Done;
    }

    /// <summary>A refund is not paid after all.</summary>
    public void GiveUpRefund(Money amount)
    {
        if (amount.Currency != Currency || amount.MinorUnits > RefundedMinorUnits) throw new InvalidOperationException($"Booking {Id} never took a refund of {amount}.");
        RefundedMinorUnits -= amount.MinorUnits;
    }

    /// <summary>Its plug cannot be used: its driver may have another, or everything back. False where that was offered just so before.</summary>
    /// <param name="trouble">Why, in words.</param>
    /// <param name="connectorId">The plug that is free instead; null where none is.</param>
    public bool Offer(string trouble, Guid? connectorId, DateTimeOffset now)
    {
        if (State != BookingState.Confirmed) throw new InvalidOperationException($"Booking {Id} is {State}, not Confirmed.");
        if ((Trouble, OfferedConnectorId) == (Cut(trouble), connectorId)) return false;
        (OfferedAt, Trouble, OfferedConnectorId) = (OfferedAt ?? now, Cut(trouble), connectorId);
        return true;
    }

    /// <summary>Its plug can be used again, or the offer was taken.</summary>
    public void WithdrawOffer() => (OfferedAt, Trouble, OfferedConnectorId) = (null, null, null);

    /// <summary>It is called off. Twice is no error; false where it had been before. Whose plug cannot be used gets everything back.</summary>
    /// <param name="givesAllBack">Whatever the policy says.</param>
    public Outcome<bool> Cancel(BookingPolicy policy, bool givesAllBack, string? reason, DateTimeOffset now)
    {
        switch (State)
        {
            case BookingState.Pending when HasExpired(now):
                return Refuse.NotNow("hold_expired", "The hold has expired: there is nothing to cancel.");
            case BookingState.Confirmed when EndAt <= now:
                return Refuse.NotNow("booking_over", "The time that was booked is over.");
            case BookingState.Pending or BookingState.Confirmed:
                RefundDueMinorUnits = givesAllBack || OfferedAt is not null ? FeeMinorUnits : policy.RefundAtCancel(FeeMinorUnits, StartAt, now);
                HoldNumber = null;
                End(BookingState.Cancelled, reason, now);
                return true;
            case BookingState.Cancelled:
                return false;
            case BookingState.Active:
                return Refuse.NotNow("booking_active", "Its driver is charging: end the session instead.");
            case BookingState.Completed:
                return Refuse.NotNow("booking_completed", "Its driver has charged already.");
            case BookingState.NoShow:
                return Refuse.NotNow("booking_missed", "The time has passed without its driver.");
            default:
                throw new InvalidOperationException($"Booking {Id} is in no known state.");
        }
    }

    /// <summary>What stands against its driver's start now; null where nothing does.</summary>
    public Refusal? StandsAgainstStart(StationClock clock, BookingPolicy policy, DateTimeOffset now) => State switch
    {
        BookingState.Confirmed when now < StartAt - policy.KeptBefore => Refuse.NotNow("booking_early", $"The booking begins at {clock.Say(StartAt, now)}; it can be started {policy.KeptBefore.TotalMinutes:0} min earlier."),
        BookingState.Confirmed when now >= EndAt => Refuse.NotNow("booking_over", "The time that was booked is over."),
        BookingState.Confirmed => null,
        BookingState.Pending => Refuse.NotNow("booking_not_confirmed", "The booking has not been confirmed."),
        BookingState.Active => Refuse.Conflict("booking_active", "The booking is in use already."),
        BookingState.Completed or BookingState.Cancelled or BookingState.NoShow => Refuse.NotNow("booking_over", "The booking is over."),
    };

    /// <summary>Its driver starts.</summary>
    public void Begin(Guid sessionId)
    {
        if (State != BookingState.Confirmed) throw new InvalidOperationException($"Booking {Id} is {State}, not Confirmed.");
        (State, SessionId) = (BookingState.Active, sessionId);
        WithdrawOffer();
    }

    /// <summary>The session is over. One that never began leaves the booking as it was: its driver may try again. False where that is not this booking's session.</summary>
    public bool SessionEnded(Guid sessionId, bool hasBegun, DateTimeOffset now)
    {
        if (State != BookingState.Active || SessionId != sessionId) return false;
        if (hasBegun) End(BookingState.Completed, null, now);
        else (State, SessionId) = (BookingState.Confirmed, null);
        return true;
    }

    /// <summary>The session that had ended goes on after all, in time that is still his. False where that is not this booking's session, or its time is over.</summary>
    public bool Resume(Guid sessionId, DateTimeOffset now)
    {
        if (State != BookingState.Completed || SessionId != sessionId || EndAt <= now) return false;
        (State, EndedAt) = (BookingState.Active, null);
        return true;
    }

    /// <summary>Its driver has not begun. False where there is still time, or it is over.</summary>
    /// <param name="excuse">Why he could not, where it was not his fault: then everything is given back.</param>
    public bool Miss(BookingPolicy policy, string? excuse, DateTimeOffset now)
    {
        if (State != BookingState.Confirmed || now < policy.MissedAt(StartAt, EndAt)) return false;
        RefundDueMinorUnits = excuse is null ? policy.RefundAtNoShow(FeeMinorUnits) : FeeMinorUnits;
        End(BookingState.NoShow, excuse, now);
        return true;
    }

    /// <summary>Another time, or another plug of the same station. While its driver charges its end alone can move.</summary>
    /// <param name="reservationId">A new one: the charger forgets the old.</param>
    public Outcome Move(Connector connector, Stretch time, int reservationId, DateTimeOffset now)
    {
        if (State.IsOver() || EndAt <= now) return Refuse.NotNow("booking_over", "The booking is over.");
        if (State == BookingState.Pending) return Refuse.NotNow("booking_not_confirmed", "A hold cannot be moved: let it be confirmed first.");
        if (State == BookingState.Active && (connector.Id != ConnectorId || time.From != StartAt))
            return Refuse.NotNow("booking_active", "Its driver is charging: only its end can be moved.");

        var isElsewhere = connector.Id != ConnectorId || time.From != StartAt;
        (ConnectorId, ChargePointId, StartAt, EndAt) = (connector.Id, connector.ChargePointId, time.From, time.To);
        if (!isElsewhere) return Outcome.Done;
        WithdrawOffer();
        (ReservationId, AtCharger, ChargerWords, ReservedTag, ChargerTries) = (reservationId, ChargerReservation.NotAsked, null, null, 0);
        return Outcome.Done;
    }

    /// <summary>The charger was asked to keep the plug. Whatever it answers, the house keeps it.</summary>
    public void NoteAsked(LinkAnswer answer, string tag)
    {
        (AtCharger, ReservedTag) = answer.Result switch
        {
            LinkResult.Accepted => (ChargerReservation.Kept, tag),
            // OCPP 1.6 §7.40 ReservationStatus.
            LinkResult.Rejected when answer.Words is "Occupied" or "Faulted" or "Unavailable" => (ChargerReservation.Prevented, null),
            LinkResult.Rejected or LinkResult.Error => (ChargerReservation.KeptFromHere, null),
            LinkResult.NoAnswer => (ChargerReservation.Unanswered, tag),
            LinkResult.NotConnected or LinkResult.HeldBack => (AtCharger, ReservedTag),
        };
        Heard(answer);
    }

    /// <summary>No charger can keep a plug for a driver without a tag.</summary>
    public void NoteNoTag() => (AtCharger, ChargerWords) = (ChargerReservation.KeptFromHere, "The driver has no tag that is accepted.");

    /// <summary>The charger was asked to forget it. Rejected: it knows of none.</summary>
    public void NoteReleased(LinkAnswer answer)
    {
        AtCharger = answer.Result switch
        {
            LinkResult.Accepted or LinkResult.Rejected or LinkResult.Error => ChargerReservation.Released,
            LinkResult.NoAnswer or LinkResult.NotConnected or LinkResult.HeldBack => AtCharger,
        };
        Heard(answer);
    }

    private void Heard(LinkAnswer answer)
    {
        if (answer.Result is LinkResult.NotConnected or LinkResult.HeldBack) return;
        if (answer.Result == LinkResult.NoAnswer) ChargerTries++;
        ChargerWords = Cut(answer.Words);
    }

    private void End(BookingState state, string? reason, DateTimeOffset now)
    {
        (State, EndedAt, Reason) = (state, now, reason is null ? null : Cut(reason));
        WithdrawOffer();
    }

    private static string Cut(string text) => text.Length > LongestWords ? $"{text.AsSpan(0, LongestWords - 1)}…" : text;
}
