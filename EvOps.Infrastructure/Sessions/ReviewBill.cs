using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What a person may decide about a bill.</summary>
public enum BillDecision
{
    /// <summary>The meter is believed as far as it goes.</summary>
    Accept,

    /// <summary>The person says how much it was.</summary>
    Correct,

    /// <summary>Nobody pays.</summary>
    Waive,
}

/// <param name="EnergyWh">Watt-hours, where the energy is corrected.</param>
/// <param name="Note">Why; needed wherever the meter's word is not simply taken.</param>
public sealed record BillReview(BillDecision Decision, long? EnergyWh, string? Note);

/// <summary>What a decision comes to.</summary>
/// <param name="Due">What the driver's wallet is charged; negative: what it is given back. Null where there is no price.</param>
/// <param name="HasDriver">False where the tag belongs to nobody, so that nobody is charged.</param>
public sealed record ReviewedBill(long? EnergyWh, Bill? Bill, Money? Due, bool HasDriver);

/// <summary>
/// A person decides about a bill: one that is held, or one that has gone out and was wrong. Who, why and what it came to stand in the
/// session's timeline and in the audit trail; the ledger and the driver are told in the same save.
/// </summary>
public sealed class ReviewBill(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, BookBill books, TellDriver driver, LiveFeed live, TimeProvider time)
{
    public const int LongestNote = 500;

    /// <param name="anyId">Session id, request id, or transaction id.</param>
    public async Task<Outcome<Guid>> RunAsync(Actor actor, string anyId, BillReview review, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, anyId, review, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (session, booked, told) = outcome.Value;
        books.Tell(booked);
        driver.Tell(told);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        return session.Id;
    }

    /// <summary>What a decision would come to. Nothing is saved.</summary>
    public async Task<Outcome<ReviewedBill>> PreviewAsync(Actor actor, string anyId, BillReview review, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await SessionIds.Named(db.Sessions.AsNoTracking(), anyId).SingleOrDefaultAsync(cancel);
        // Why is asked for when it is done.
        var decided = await DecideAsync(db, actor, session, review with { Note = review.Note ?? "preview" }, cancel);
        if (!decided.IsDone) return decided.Refusal;

        var due = session!.Book()?.MinorUnits ?? 0;
        return new ReviewedBill(session.EnergyWh, session.Bill, session.Currency is { } currency ? new Money(due, currency) : null, session.DriverId is not null);
    }

    private async Task<Outcome<(Session Session, Booked? Booked, Told? Told)>> TryAsync(Actor actor, string anyId, BillReview review, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await SessionIds.Named(db.Sessions, anyId).SingleOrDefaultAsync(cancel);
        var before = session?.BookedMinorUnits ?? 0;
        var decided = await DecideAsync(db, actor, session, review, cancel);
        var details = $"{review.Decision}{(review.EnergyWh is { } wh ? $" {new Energy(Math.Max(0, wh))}" : "")}: {AuditTrail.Fit(review.Note)}";
        audit.Note(db, actor, "review bill", "session", session?.Id.ToString() ?? anyId, decided.Refusal?.Message ?? "done", details);
        if (!decided.IsDone)
        {
            await db.SaveChangesAsync(cancel);
            return decided.Refusal;
        }

        db.SessionEvents.Add(new SessionEvent(session!.Id, time.GetUtcNow(), SessionEventKind.Billed, WordsOf(actor, session, review)));
        var booked = await books.AddAsync(db, session, actor.Name, cancel);
        Money? change = session.Currency is { } currency ? new Money(session.BookedMinorUnits - before, currency) : null;
        var told = await driver.AddAsync(db, session, place => DriverNews.Reviewed(session, place, review.Decision, change), null, cancel);
        await db.SaveChangesAsync(cancel);
        return (session, booked, told);
    }

    private static async Task<Outcome> DecideAsync(EvOpsDb db, Actor actor, Session? session, BillReview review, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ReviewBills, "decide about bills");
        if (!may.IsDone) return may;
        if (session is null) return SessionAccess.NotFound;
        if (review.Note?.Length > LongestNote) return Refuse.InvalidField("note", "A note has at most 500 characters.");
        if (review.Decision != BillDecision.Accept && string.IsNullOrWhiteSpace(review.Note)) return Refuse.InvalidField("note", "Say why: the driver may ask.");

        var trail = await MeterTrails.OfAsync(db, session, cancel);
        return review switch
        {
            { Decision: BillDecision.Accept } => session.AcceptBill(trail),
            { Decision: BillDecision.Correct, EnergyWh: { } energy } => session.CorrectBill(energy, trail),
            { Decision: BillDecision.Correct } => Refuse.InvalidField("energyKwh", "Say how much energy it was."),
            { Decision: BillDecision.Waive } => session.WaiveBill(review.Note!.Trim()),
        };
    }

    private static string WordsOf(Actor actor, Session session, BillReview review)
    {
        var note = string.IsNullOrWhiteSpace(review.Note) ? "." : $": {review.Note.Trim()}";
        return review.Decision switch
        {
            BillDecision.Accept => $"{actor.Name} accepted the bill with {new Energy(session.EnergyWh!.Value)}{note}",
            BillDecision.Correct => $"{actor.Name} corrected the bill to {new Energy(session.EnergyWh!.Value)}{note}",
            BillDecision.Waive => $"{actor.Name} waived the bill{note}",
        };
    }
}
