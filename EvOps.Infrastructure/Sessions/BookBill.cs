using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Wallets;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Tells the ledger what it does not know yet of a session. Everything goes into the caller's context and is saved with the session
/// in one transaction: no bill without its entry, no entry without its bill, and none of them twice.
/// </summary>
public sealed class BookBill(Ledger ledger, LiveFeed live, TimeProvider time)
{
    /// <returns>What has to be told once it is saved; null where nothing was booked.</returns>
    public async Task<Booked?> AddAsync(EvOpsDb db, Session session, string actorName, CancellationToken cancel)
    {
        if (session.Book() is not { } booking) return null;

        var (driver, amount) = (session.DriverId!.Value, new Money(Math.Abs(booking.MinorUnits), session.Currency!));
        var reference = booking.Number == 0
            ? new LedgerReference(LedgerReferenceKind.Session, $"{session.Id}")
            : new LedgerReference(LedgerReferenceKind.SessionCorrection, $"{session.Id}/{booking.Number}");
        var entry = booking.MinorUnits > 0
            ? await ledger.ChargeAsync(db, driver, amount, reference, $"Charging at {session.ChargePointIdentity}, connector {session.ConnectorNumber}", actorName, cancel)
            : await ledger.GiveBackAsync(db, driver, amount, reference, $"Given back for charging at {session.ChargePointIdentity}, connector {session.ConnectorNumber}", actorName, cancel);
        // The session was read before somebody else booked it, the ledger after.
        if (entry is null) throw new LostRaceException($"The ledger has {reference} already, and the session does not know.");

        db.SessionEvents.Add(new SessionEvent(
            session.Id, time.GetUtcNow(), SessionEventKind.Billed,
            booking.MinorUnits > 0 ? $"{amount} were charged to the driver's wallet." : $"{amount} were given back to the driver's wallet."));
        return new Booked(driver);
    }

    /// <summary>After it was saved.</summary>
    public void Tell(Booked? booked)
    {
        if (booked is { } told) live.Publish(new WalletChanged(told.DriverId));
    }
}

/// <summary>Something was booked for this driver.</summary>
public readonly record struct Booked(Guid DriverId);
