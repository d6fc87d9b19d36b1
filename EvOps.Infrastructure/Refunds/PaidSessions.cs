using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What drivers paid for sessions: always from the wallet.</summary>
public sealed class PaidSessions(BookBill books) : IPaidThings
{
    public RefundSubject Subject => RefundSubject.Session;

    public async Task<PaidThing?> FindAsync(EvOpsDb db, string id, CancellationToken cancel) =>
        await SessionIds.Named(db.Sessions, id).SingleOrDefaultAsync(cancel) is { } session ? new PaidSession(db, session, books) : null;

    private sealed class PaidSession(EvOpsDb db, Session session, BookBill books) : PaidThing
    {
        public override Guid Id => session.Id;

        public override Guid? PayerId => session.DriverId;

        public override string? Currency => session.Currency;

        public override Money? Paid => session.Currency is { } currency ? new Money(session.BookedMinorUnits, currency) : null;

        public override Money? Taken => session.Currency is { } currency ? new Money(session.RefundedMinorUnits, currency) : null;

        public override string Title => $"Charging at {session.ChargePointIdentity}, connector {session.ConnectorNumber}";

        public override string DriverLink => $"/drive/sessions/{session.Id}";

        public override Outcome Take(Money amount) => session.TakeRefund(amount);

        public override async Task GiveUpAsync(Money amount, string actorName, CancellationToken cancel)
        {
            session.GiveUpRefund(amount);
            // The bill may have been corrected meanwhile, and kept back what the refund had taken.
            await books.AddAsync(db, session, actorName, cancel);
        }

        public override void Note(string words, DateTimeOffset now) => db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Billed, words));

        public override void Tell(LiveFeed live) => live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
    }
}
