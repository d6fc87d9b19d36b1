using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>The session a refund is of, as far as it tells where the money came from.</summary>
public sealed record RefundedSession(Guid Id, DateTimeOffset? EndedAt, long? EnergyWh, long? MeterStartWh, long? MeterStopWh, long? CostMinorUnits, string TimeZone);

/// <summary>The booking a refund is of.</summary>
public sealed record RefundedBooking(Guid Id, DateTimeOffset StartAt, DateTimeOffset EndAt, BookingState State, string? Reason, DateTimeOffset? EndedAt, Money Fee, string TimeZone);

/// <summary>An entry in the ledger that belongs to it.</summary>
public sealed record RefundEntry(Guid Id, DateTimeOffset At, string Words, string ActorName, Money Amount, Money BalanceAfter);

/// <summary>All there is to say of one refund.</summary>
/// <param name="Session">Null where it is not of a session.</param>
/// <param name="Booking">Null where it is not of a booking.</param>
/// <param name="Payments">What was booked for the thing before, oldest first.</param>
/// <param name="Entries">What was booked for the refund, oldest first.</param>
/// <param name="Basis">What was paid and what is left now; null where that cannot be told any more.</param>
/// <param name="WhyNotDecide">What stands against this person deciding about it; null where nothing does.</param>
public sealed record RefundDetail(
    RefundRow Row, RefundedSession? Session, RefundedBooking? Booking, IReadOnlyList<RefundEntry> Payments, IReadOnlyList<RefundEntry> Entries, IReadOnlyList<RefundAttempt> Attempts,
    RefundBasis? Basis, Refusal? WhyNotDecide);

/// <summary>One refund, from the reading to the ledger.</summary>
public sealed class ShowRefund(IDbContextFactory<EvOpsDb> databases, AskForRefund ask, RefundLimits limits, IOptions<RefundsOptions> options)
{
    public async Task<Outcome<RefundDetail>> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.Require(Permission.RequestRefunds, "see refunds").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var row = await ListRefunds.Rows(db, db.Refunds.AsNoTracking().Where(r => r.Id == id)).SingleOrDefaultAsync(cancel);
        if (row is null) return DecideRefund.NotFound;

        var refund = row.Refund;
        var session = refund.Subject == RefundSubject.Session ? await SessionAsync(db, refund.SubjectId, cancel) : null;
        var booking = refund.Subject == RefundSubject.Booking ? await BookingAsync(db, refund.SubjectId, cancel) : null;
        var subject = refund.SubjectId.ToString();
        var payments = await EntriesAsync(db, e => ((e.ReferenceKind == LedgerReferenceKind.Session || e.ReferenceKind == LedgerReferenceKind.Booking) && e.ReferenceId == subject)
            || (e.ReferenceKind == LedgerReferenceKind.SessionCorrection && e.ReferenceId.StartsWith(subject)), cancel);
        var own = refund.Id.ToString();
        var entries = await EntriesAsync(db, e => e.ReferenceKind == LedgerReferenceKind.Refund && e.ReferenceId.StartsWith(own), cancel);
        var attempts = await db.RefundAttempts.AsNoTracking().Where(a => a.RefundId == id).ToListAsync(cancel);
        var basis = await ask.PreviewAsync(actor, refund.Subject, subject, cancel);
        return new RefundDetail(
            row, session, booking, payments, entries, [.. attempts.OrderBy(a => a.At).ThenBy(a => a.Id)], basis.IsDone ? basis.Value : null,
            refund.MayDecide(actor, options.Value.Policy, await limits.AltogetherAsync(db, refund, cancel), "decide about"));
    }

    private static Task<RefundedSession?> SessionAsync(EvOpsDb db, Guid id, CancellationToken cancel) =>
        db.Sessions.AsNoTracking().Where(s => s.Id == id)
            .Select(s => new RefundedSession(s.Id, s.EndedAt, s.EnergyWh, s.MeterStartWh, s.MeterStopWh, s.CostMinorUnits, s.TimeZone)).SingleOrDefaultAsync(cancel);

    private static async Task<RefundedBooking?> BookingAsync(EvOpsDb db, Guid id, CancellationToken cancel)
    {
        var stations = db.Stations;
        return await db.Bookings.AsNoTracking().Where(b => b.Id == id)
            .Select(b => new RefundedBooking(
                b.Id, b.StartAt, b.EndAt, b.State, b.Reason, b.EndedAt, new Money(b.FeeMinorUnits, b.Currency), stations.Where(s => s.Id == b.StationId).Select(s => s.TimeZone).First()))
            .SingleOrDefaultAsync(cancel);
    }

    private static async Task<List<RefundEntry>> EntriesAsync(EvOpsDb db, System.Linq.Expressions.Expression<Func<LedgerEntry, bool>> which, CancellationToken cancel)
    {
        var found = await (
            from entry in db.LedgerEntries.AsNoTracking().Where(which)
            join posting in db.LedgerPostings on entry.Id equals posting.EntryId
            where posting.WalletId != null
            select new RefundEntry(
                entry.Id, entry.At, entry.Words, entry.ActorName, new Money(posting.MinorUnits, entry.Currency), new Money(posting.BalanceAfter!.Value, entry.Currency)))
            .ToListAsync(cancel);
        return [.. found.OrderBy(e => e.At).ThenBy(e => e.Id)];
    }
}
