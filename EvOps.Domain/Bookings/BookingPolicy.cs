using EvOps.Domain.Common;

namespace EvOps.Domain.Bookings;

/// <summary>What a booking costs whoever does not use it, and how long a plug waits.</summary>
/// <param name="FreeCancel">Until so long before it begins it is called off for nothing.</param>
/// <param name="LateCancelFeePercent">What is kept of the payment afterwards.</param>
/// <param name="NoShowRefundPercent">What is given back to who does not come.</param>
/// <param name="NoShowGrace">For so long after its beginning the plug waits.</param>
/// <param name="KeptBefore">From so long before its beginning on nobody else can start.</param>
public sealed record BookingPolicy(TimeSpan FreeCancel, int LateCancelFeePercent, int NoShowRefundPercent, TimeSpan NoShowGrace, TimeSpan KeptBefore)
{
    /// <summary>What is given back of a payment when it is called off now.</summary>
    public long RefundAtCancel(long paidMinorUnits, DateTimeOffset startAt, DateTimeOffset now) =>
        now <= startAt - FreeCancel ? paidMinorUnits : Share(paidMinorUnits, 100 - LateCancelFeePercent);

    public long RefundAtNoShow(long paidMinorUnits) => Share(paidMinorUnits, NoShowRefundPercent);

    /// <summary>When its driver has not come. A short booking waits until its end at most.</summary>
    public DateTimeOffset MissedAt(DateTimeOffset startAt, DateTimeOffset endAt) => startAt + NoShowGrace < endAt ? startAt + NoShowGrace : endAt;

    private static long Share(long minorUnits, int percent) => (long)Math.Round(minorUnits * (decimal)percent / 100, MidpointRounding.AwayFromZero);
}

/// <summary>How long and how far ahead somebody may book.</summary>
/// <param name="LostFor">Within so long from now nobody books a plug whose charger is lost: whoever has is offered another already.</param>
public sealed record BookingLimits(TimeSpan Shortest, TimeSpan Longest, TimeSpan Ahead, TimeSpan LostFor)
{
    /// <summary>A click takes its time: what begins this moment is not over.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <param name="begins">False where its beginning stays as it is, and may have passed.</param>
    public Refusal? Check(Stations.Stretch wanted, bool begins, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Check(!begins || wanted.From >= now - Tolerance, "startTs", "The start is in the past.");
        errors.Check(wanted.From <= now + Ahead, "startTs", $"The start is at most {Ahead.TotalDays:0} days ahead.");
        errors.Check(wanted.To > wanted.From, "endTs", "The end comes after the start.");
        errors.Check(wanted.To <= wanted.From || wanted.Length >= Shortest, "endTs", $"A booking takes {Words(Shortest)} at least.");
        errors.Check(wanted.Length <= Longest, "endTs", $"A booking takes {Words(Longest)} at most.");
        errors.Check(begins || wanted.To > now, "endTs", "The end is in the past.");
        return errors.Refusal;
    }

    /// <summary>The time of a lost charger that nobody books.</summary>
    public Stations.Stretch Lost(DateTimeOffset now) => new(now, now + LostFor);

    private static string Words(TimeSpan time) => time.TotalMinutes % 60 == 0 ? $"{time.TotalHours:0} h" : $"{time.TotalMinutes:0} min";
}
