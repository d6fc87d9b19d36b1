using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;

namespace EvOps.Web.Refunds;

/// <summary>How far a step of the way is.</summary>
internal enum StepPlace
{
    Past,

    /// <summary>It waits here.</summary>
    Here,

    /// <summary>It came to grief here.</summary>
    Broken,

    Coming,
}

/// <summary>One step of a refund's way, from the reading to the ledger.</summary>
/// <param name="Who">Who did it; null where nobody in particular.</param>
/// <param name="Link">Where it can be looked at.</param>
internal sealed record RefundStep(string Title, string Words, StepPlace Place, string? Who = null, DateTimeOffset? At = null, string? Link = null)
{
    public Glyph Glyph => Place switch
    {
        StepPlace.Past => Glyph.Done,
        StepPlace.Here => Glyph.Waiting,
        StepPlace.Broken => Glyph.Fault,
        StepPlace.Coming => Glyph.More,
    };

    public string Class => Place switch
    {
        StepPlace.Past => "past tone-green",
        StepPlace.Here => "here tone-amber",
        StepPlace.Broken => "here tone-red",
        StepPlace.Coming => "coming tone-grey",
    };

    public static IReadOnlyList<RefundStep> Of(RefundDetail detail)
    {
        var refund = detail.Row.Refund;
        return [.. Origin(detail), Request(refund), Approval(refund), Execution(refund), Ledger(detail)];
    }

    private static IEnumerable<RefundStep> Origin(RefundDetail detail)
    {
        var wallet = $"/wallets/{detail.Row.Refund.OwnerId}";
        if (detail.Booking is { } booking)
        {
            yield return detail.Payments is [var fee, ..]
                ? new("Fee", $"{Show.Money(booking.Fee)} charged to the wallet", StepPlace.Past, fee.ActorName, fee.At, wallet)
                : new("Fee", "Nothing was booked.", StepPlace.Past, Link: wallet);
            yield return new(
                "Booking", $"{ShowTime.Day(booking.StartAt, booking.TimeZone)}, {ShowTime.In(booking.StartAt, booking.TimeZone):HH:mm} to {ShowTime.In(booking.EndAt, booking.TimeZone):HH:mm}: {Status.Of(booking.State).Word.ToLowerInvariant()}{(booking.Reason is { } why ? $", {why}" : "")}",
                StepPlace.Past, null, booking.EndedAt, RefundWords.LinkOf(detail.Row.Refund));
        }

        if (detail.Session is not { } session) yield break;

        var page = $"/sessions/{session.Id}";
        yield return new(
            "Reading", session.MeterStopWh is { } stop && session.MeterStartWh is { } start ? $"Meter from {Show.Energy(start)} to {Show.Energy(stop)}" : "The charger told no final reading.",
            StepPlace.Past, "Charger", session.EndedAt, page);
        yield return new(
            "Bill", session.CostMinorUnits is { } cost ? $"{Show.Money(cost, detail.Row.Refund.Currency)} for {Show.Energy(session.EnergyWh) ?? "no energy"}" : "There is no bill now.",
            StepPlace.Past, "EvOps", session.EndedAt, page);
        yield return detail.Payments is [.., var last]
            ? new("Payment", detail.Basis?.Paid is { } paid ? $"{Show.Money(paid)} charged to the wallet" : last.Words, StepPlace.Past, last.ActorName, last.At, wallet)
            : new("Payment", "Nothing was booked.", StepPlace.Past, Link: wallet);
    }

    private static RefundStep Request(Refund refund) =>
        new("Request", $"{Show.Money(refund.Amount)}: {refund.Reason}", StepPlace.Past, refund.RequestedBy, refund.RequestedAt);

    private static RefundStep Approval(Refund refund) => refund.State switch
    {
        RefundState.Requested => new("Approval", "Somebody else than who asked has to decide.", StepPlace.Here),
        RefundState.Rejected => new("Rejected", refund.DecisionReason ?? "No reason was given.", StepPlace.Broken, refund.DecidedBy, refund.DecidedAt),
        RefundState.Approved or RefundState.Executing or RefundState.Done or RefundState.Failed =>
            new("Approval", "Approved", StepPlace.Past, refund.DecidedBy, refund.DecidedAt),
    };

    private static RefundStep Execution(Refund refund)
    {
        var attempts = refund.Attempts == 0 ? "" : $" {Show.Count(refund.Attempts, "attempt", "attempts")} so far.";
        return refund.State switch
        {
            RefundState.Requested => new("Payout", $"Goes {RefundWords.Of(refund.Way)}.", StepPlace.Coming),
            RefundState.Rejected => new("Payout", "Nothing is paid.", StepPlace.Coming),
            RefundState.Approved => new("Payout", $"Paid {RefundWords.Of(refund.Way)} within a minute.{attempts}", StepPlace.Here, refund.RaisedBy, refund.RaisedAt),
            RefundState.Executing => new("Payout", refund.LastError is { } error ? $"Tried again later. {error}" : $"Being paid {RefundWords.Of(refund.Way)}.{attempts}", StepPlace.Here),
            RefundState.Failed => new("Payout", refund.LastError ?? "It could not be paid.", StepPlace.Broken),
            RefundState.Done => new("Payout", $"Paid {RefundWords.Of(refund.Way)}", StepPlace.Past, "EvOps", refund.DoneAt),
        };
    }

    private static RefundStep Ledger(RefundDetail detail) => detail.Entries is [var first, ..]
        ? detail.Row.Refund.ReturnedAt is not null
            ? new("Ledger", "Booked back when the bank returned it.", StepPlace.Broken, "EvOps", detail.Entries[^1].At, $"/wallets/{detail.Row.Refund.OwnerId}")
            : new("Ledger", $"{first.Words}: {Show.Money(first.Amount)}, balance {RefundWords.Signed(detail.Entries[^1].BalanceAfter)}", StepPlace.Past, first.ActorName, first.At, $"/wallets/{detail.Row.Refund.OwnerId}")
        : new("Ledger", detail.Row.Refund.State == RefundState.Rejected ? "Nothing is booked." : "Booked with the payout, in the same moment.", StepPlace.Coming);
}
