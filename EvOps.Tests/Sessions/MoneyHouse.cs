using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>What tests of bills ask of a house.</summary>
internal static class MoneyHouse
{
    public static T Get<T>(this ChargingHouse house)
        where T : notnull => house.Host.Get<T>();

    /// <summary>The driver's balance in cents.</summary>
    public static async Task<long> BalanceAsync(this ChargingHouse house)
    {
        await using var db = house.Host.OpenDb();
        var driver = house.Host.PersonOf(Role.Driver).PersonId;
        return await db.Wallets.Where(w => w.OwnerId == driver).Select(w => w.BalanceMinorUnits).SingleOrDefaultAsync();
    }

    /// <summary>All that was ever booked, oldest first.</summary>
    public static async Task<List<LedgerEntry>> EntriesAsync(this ChargingHouse house)
    {
        await using var db = house.Host.OpenDb();
        var entries = await db.LedgerEntries.AsNoTracking().Include(e => e.Postings).ToListAsync();
        Assert.All(entries, entry => Assert.Equal(0, entry.Postings.Sum(p => p.MinorUnits)));
        return [.. entries.OrderBy(e => e.Id)];
    }

    public static async Task<Session> SessionRowAsync(this ChargingHouse house, int transactionId)
    {
        await using var db = house.Host.OpenDb();
        return await db.Sessions.AsNoTracking().SingleAsync(s => s.TransactionId == transactionId);
    }

    /// <summary>The station is priced by these terms from now on; a second time as the next version.</summary>
    public static async Task<Guid> TariffAsync(this ChargingHouse house, TariffTerms terms, Guid? again = null)
    {
        var (admin, id) = (house.Host.ActorOf(Role.Admin), again ?? Ids.New(house.Now));
        var saved = await house.Get<SaveTariff>().RunAsync(admin, id, "Test", terms, null, default);
        Assert.True(saved.IsDone, saved.Refusal?.Message);
        var assigned = await house.Get<AssignTariff>().RunAsync(admin, house.Station.Id, id, default);
        Assert.True(assigned.IsDone, assigned.Refusal?.Message);
        return id;
    }

    /// <summary>Lets the clock run to the next time that it is so late in Berlin, where the station stands.</summary>
    public static void ClockTo(this ChargingHouse house, int hour, int minute)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var there = TimeZoneInfo.ConvertTime(house.Now, zone);
        var wanted = there.Date.AddHours(hour).AddMinutes(minute);
        if (wanted < there.DateTime) wanted = wanted.AddDays(1);
        house.Clock.Advance(wanted - there.DateTime);
    }
}
