using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Wallets;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Debits what a booking costs by itself from its driver's wallet, in the caller's save and once.</summary>
public sealed class ChargeFee(Ledger ledger)
{
    public async Task AddAsync(EvOpsDb db, Booking booking, Station station, string actorName, CancellationToken cancel)
    {
        if (booking.FeeMinorUnits == 0) return;

        var entry = await ledger.ChargeAsync(
            db, booking.UserId, booking.Fee, new LedgerReference(LedgerReferenceKind.Booking, $"{booking.Id}"), $"Booking at {station.Name}", actorName, cancel);
        if (entry is null) throw new LostRaceException($"The fee of booking {booking.Id} is in the ledger already, and the booking does not know.");
    }
}
