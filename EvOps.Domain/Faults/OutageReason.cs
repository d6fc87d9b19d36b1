using EvOps.Domain.Common;

namespace EvOps.Domain.Faults;

/// <summary>
/// A person says why a charger could not be used for a while: something that nobody holds against the operator (23 CFR 680.116(b)(3)),
/// and that no charger can tell. It is withdrawn, never changed.
/// </summary>
public sealed class OutageReason
{
    public const int LongestNote = 500;

    private OutageReason()
    {
    }

    public Guid Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    /// <summary>0: every connector of the charger.</summary>
    public int ConnectorNumber { get; private init; }

    public DateTimeOffset From { get; private init; }

    /// <summary>Null while the outage lasts: what was said of it holds until every connector that it is about can be used again.</summary>
    public DateTimeOffset? To { get; private set; }

    public DowntimeCause Cause { get; private init; }

    /// <summary>What shows it: a report of the police, the utility's notice.</summary>
    public string Note { get; private init; } = "";

    public string By { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public string? WithdrawnBy { get; private set; }

    public static Outcome<OutageReason> Of(Guid chargePointId, OutageWish wish, string by, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Check(wish.Cause.MayBeSaid(), "cause", $"The reason is one of {string.Join(", ", DowntimeCauses.Sayable)}.");
        if (wish.To is { } to)
        {
            errors.Check(wish.From < to, "to", "The outage ends after it begins.");
            errors.Check(to <= now, "to", "Only what has passed can be given a reason. Of an outage that lasts leave the end out.");
        }
        else
        {
            errors.Check(wish.From < now, "from", "Only what has begun can be given a reason.");
        }

        errors.Check(!string.IsNullOrWhiteSpace(wish.Note) && wish.Note.Trim().Length <= LongestNote, "note", $"Say in 1 to {LongestNote} characters what shows it.");
        if (errors.Refusal is { } refusal) return refusal;
        return new OutageReason
        {
            Id = Ids.New(now),
            ChargePointId = chargePointId,
            ConnectorNumber = wish.ConnectorNumber,
            From = wish.From,
            To = wish.To,
            Cause = wish.Cause,
            Note = wish.Note!.Trim(),
            By = by,
            At = now,
        };
    }

    public bool Concerns(int connectorNumber) => WithdrawnAt is null && (ConnectorNumber == 0 || ConnectorNumber == connectorNumber);

    /// <summary>The outage is over.</summary>
    public void End(DateTimeOffset at)
    {
        if (To is not null) throw new InvalidOperationException($"What was said in {Id} has its end.");
        To = at > From ? at : From;
    }

    /// <summary>It was not so after all: from now on the outage counts again.</summary>
    public Outcome Withdraw(string by, DateTimeOffset now)
    {
        if (WithdrawnAt is not null) return Refuse.Conflict("already_withdrawn", "This reason has been withdrawn already.");
        (WithdrawnAt, WithdrawnBy, To) = (now, by, To ?? now);
        return Outcome.Done;
    }
}

/// <summary>What a person says of an outage.</summary>
/// <param name="ConnectorNumber">0: every connector.</param>
/// <param name="To">Null: until it is over.</param>
public sealed record OutageWish(int ConnectorNumber, DateTimeOffset From, DateTimeOffset? To, DowntimeCause Cause, string? Note);
