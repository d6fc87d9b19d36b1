using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Somebody who can be booked for.</summary>
public sealed record Booker(Guid Id, string Name, string Email);

/// <summary>Who is on the phone, by the e-mail address of the account.</summary>
public sealed class FindBooker(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Booker>> RunAsync(Actor actor, string email, CancellationToken cancel)
    {
        if (!BookingAccess.IsStaff(actor)) return Refuse.Forbidden("Your role does not allow you to book for others.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        var name = Person.Normalise(email);
        var found = await db.People.AsNoTracking().Where(p => p.NormalizedEmail == name && !p.IsDisabled).Select(p => new Booker(p.Id, p.DisplayName, p.Email!)).SingleOrDefaultAsync(cancel);
        return found is null ? Refuse.InvalidField("driver", "There is no active account with this e-mail address.") : found;
    }
}
