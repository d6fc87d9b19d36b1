using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Something that was paid for, in the context of one save. What is refunded of it is counted on its own row, whose version decides
/// between two who refund at once.
/// </summary>
public abstract class PaidThing
{
    public abstract Guid Id { get; }

    /// <summary>Who paid, and gets it back; null where nobody did.</summary>
    public abstract Guid? PayerId { get; }

    /// <summary>ISO 4217; null where there was no price.</summary>
    public abstract string? Currency { get; }

    /// <summary>What was paid; null where it is no matter of what was paid.</summary>
    public abstract Money? Paid { get; }

    /// <summary>Refunded of it or under way.</summary>
    public abstract Money? Taken { get; }

    /// <summary>What was paid for, as people read it: "Charging at CP-1, connector 1".</summary>
    public abstract string Title { get; }

    /// <summary>The driver's own page of it.</summary>
    public abstract string DriverLink { get; }

    /// <summary>The payment that a payment service took for it; null where it was paid from the wallet.</summary>
    public virtual Payment? Payment => null;

    public abstract Outcome Take(Money amount);

    /// <summary>The refund is not paid after all.</summary>
    public abstract Task GiveUpAsync(Money amount, string actorName, CancellationToken cancel);

    /// <summary>A line in what happened to it.</summary>
    public virtual void Note(string words, DateTimeOffset now)
    {
    }

    /// <summary>After it was saved.</summary>
    public virtual void Tell(LiveFeed live)
    {
    }
}

/// <summary>One kind of things that are paid for. A room whose things can be refunded adds one.</summary>
public interface IPaidThings
{
    RefundSubject Subject { get; }

    /// <param name="db">Where it is changed and saved.</param>
    /// <param name="id">As the caller named it.</param>
    /// <param name="cancel">Gives up.</param>
    Task<PaidThing?> FindAsync(EvOpsDb db, string id, CancellationToken cancel);
}

/// <summary>All kinds together.</summary>
public sealed class FindPaidThing(IEnumerable<IPaidThings> kinds)
{
    public async Task<Outcome<PaidThing>> RunAsync(EvOpsDb db, RefundSubject subject, string id, CancellationToken cancel)
    {
        var kind = kinds.SingleOrDefault(k => k.Subject == subject);
        var thing = kind is null ? null : await kind.FindAsync(db, id, cancel);
        return thing is not null ? thing : NotFound(subject);
    }

    private static Refusal NotFound(RefundSubject subject) => subject switch
    {
        RefundSubject.Session => Refuse.NotFound("session_not_found", "There is no such session."),
        RefundSubject.Booking => Refuse.NotFound("booking_not_found", "There is no such booking."),
        RefundSubject.Wallet => Refuse.NotFound("user_not_found", "There is no such person."),
    };
}
