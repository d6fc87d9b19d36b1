using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using EvOps.Tests.Wallets;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>An answer is a promise that a power cut cannot break.</summary>
public sealed class KillTests
{
    private const int Rounds = 20;
    private const int Chargers = 24;
    private const int Drivers = 4;
    private const string Admin = "admin@kill.local";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_for_survives_twenty_kills_under_load_and_is_counted_and_billed_once()
    {
        var folder = Directory.CreateTempSubdirectory("evops-kill-").FullName;
        var database = Path.Combine(folder, "evops.db");
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        RestlessCharger[] chargers = [.. Enumerable.Range(1, Chargers).Select(number => new RestlessCharger($"KILL-{number:00}", $"TAG-{number % Drivers}"))];
        var payments = new RestlessPayments(Admin, await SetUpAsync(database, chargers));

        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await EvOpsProcess.StartAsync(database);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var work = Task.WhenAll([.. chargers.Select(charger => charger.WorkAsync(server.Chargers, end.Token)), payments.WorkAsync(server.Address, end.Token)]);
            var answeredBefore = Answers(chargers);
            var moment = random.Next(20, 400);
            // The moment is by count and not by the clock, so that a slow machine is killed under load as well.
            while (Answers(chargers) - answeredBefore < moment && !work.IsCompleted) await Task.Delay(1, Cancel);
            await server.KillAsync();
            await end.CancelAsync();
            await work;
        }

        await using var host = await EvOpsHost.StartAsync(settings: [$"ConnectionStrings:EvOps=Data Source={database}"]);
        await using var db = host.OpenDb();
        var sessions = await db.Sessions.AsNoTracking().ToListAsync(Cancel);
        var readings = (await db.MeterReadings.AsNoTracking().Select(r => new { r.TransactionId, r.EnergyWh }).ToListAsync(Cancel)).Select(r => (r.TransactionId, r.EnergyWh!.Value)).ToHashSet();
        var connectors = await db.Connectors.AsNoTracking().ToDictionaryAsync(c => c.Id, Cancel);

        Assert.True(chargers.Sum(charger => charger.Stopped.Count) > Chargers, $"Too little happened to prove anything (seed {seed}).");
        Assert.All(chargers, charger =>
        {
            var own = sessions.Where(s => s.ChargePointIdentity == charger.Identity).ToList();
            Assert.All(charger.Started, start => Assert.Equal(start.Value, Assert.Single(own, s => s.TransactionId == start.Key).MeterStartWh));
            Assert.All(charger.Read, reading => Assert.Contains(reading, readings));
            Assert.All(charger.Stopped, stop =>
            {
                var session = Assert.Single(own, s => s.TransactionId == stop.Key);
                Assert.Equal((SessionState.Completed, stop.Value, stop.Value - session.MeterStartWh), (session.State, session.MeterStopWh!.Value, session.EnergyWh));
            });
            Assert.InRange(own.Count(s => s.IsOpen), 0, 1);
        });
        Assert.All(sessions.Where(s => s.IsOpen), session => Assert.Equal(session.Id, connectors[session.ConnectorId].OpenSessionId));
        Assert.All(connectors.Values.Where(c => c.OpenSessionId is not null), connector => Assert.True(sessions.Single(s => s.Id == connector.OpenSessionId).IsOpen));
        Assert.Empty(await db.UnmatchedStops.ToListAsync(Cancel));
        await BooksAgreeAsync(db, sessions, payments);
    }

    private static async Task BooksAgreeAsync(EvOpsDb db, List<Session> sessions, RestlessPayments payments)
    {
        await Books.BalanceAsync(db);
        var entries = await db.LedgerEntries.AsNoTracking().Include(e => e.Postings).ToListAsync(Cancel);
        var ofSession = entries.Where(e => e.ReferenceKind != LedgerReferenceKind.TopUp).ToLookup(e => Guid.Parse(e.ReferenceId.Split('/')[0]));
        Assert.All(sessions, session =>
        {
            Assert.NotNull(session.DriverId);
            Assert.Equal(session.BillState is BillState.Settled ? session.CostMinorUnits : 0, -ofSession[session.Id].Sum(e => e.Postings[0].MinorUnits));
            Assert.Equal(session.Bookings, ofSession[session.Id].Count());
        });
        Assert.True(sessions.Count(s => s.BillState == BillState.Settled) > Chargers);

        Assert.NotEmpty(payments.Answered);
        Assert.All(payments.Answered, payment => Assert.Single(entries, e => e.ReferenceKind == LedgerReferenceKind.TopUp && e.ReferenceId == payment));
    }

    // A station whose prices show in whole cents, its chargers, and few drivers for many of them: their wallets are fought over.
    private static async Task<Guid[]> SetUpAsync(string database, RestlessCharger[] chargers)
    {
        await using var host = await EvOpsHost.StartAsync(settings: [$"ConnectionStrings:EvOps=Data Source={database}"]);
        var station = await host.AddStationAsync(pricePerKwh: 40m);
        foreach (var charger in chargers) await host.AddChargePointAsync(station, charger.Identity);
        List<Guid> drivers = [];
        for (var i = 0; i < Drivers; i++)
        {
            drivers.Add(host.AddPerson($"driver-{i}@kill.local", Role.Driver).PersonId);
            Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), $"TAG-{i}", new TagWish(TagStatus.Accepted, null, UserId: drivers[i]), default)).IsDone);
        }

        host.AddPerson(Admin, Role.Admin);
        return [.. drivers];
    }

    private static int Answers(RestlessCharger[] chargers) => chargers.Sum(c => c.Started.Count + c.Read.Count + c.Stopped.Count);
}
