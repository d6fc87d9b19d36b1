using EvOps.Domain.Common;

namespace EvOps.Domain.Sessions;

/// <summary>What goes back of what was paid. It is counted on this row, so that two refunds at once cannot exceed it.</summary>
public sealed partial class Session
{
    /// <summary>Refunded, or asked for and not yet decided or paid.</summary>
    public long RefundedMinorUnits { get; private set; }

    /// <summary>A refund takes its part of what was paid.</summary>
    public Outcome TakeRefund(Money amount)
    {
        if (DriverId is null) return Refuse.NotNow("nobody_paid", "The tag of this session belongs to nobody: nobody has paid for it.");
        if (BookedMinorUnits <= 0 || Currency is null)
            return Refuse.NotNow("nothing_paid", IsOpen ? "The session has not ended: nothing has been paid yet." : "Nothing has been paid for this session.");

        var (paid, taken) = (new Money(BookedMinorUnits, Currency), new Money(RefundedMinorUnits, Currency));
        if (taken + amount > paid)
            return Refuse.NotNow("more_than_paid", $"{paid} were paid and {taken} are refunded or under way: at most {paid - taken} can be refunded.");
        RefundedMinorUnits += amount.MinorUnits;
        return Outcome.Done;
    }

    /// <summary>A refund is not paid after all. What the bill had to keep back for it is due again: see <see cref="Book"/>.</summary>
    public void GiveUpRefund(Money amount)
    {
        if (amount.Currency != Currency || amount.MinorUnits > RefundedMinorUnits) throw new InvalidOperationException($"Session {Id} never took a refund of {amount}.");
        RefundedMinorUnits -= amount.MinorUnits;
    }
}
