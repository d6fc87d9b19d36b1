using System.Net;
using System.Text.Json;
using EvOps.Domain.Refunds;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Refunds;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using EvOps.Tests.Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Refunds;

/// <summary>
/// A host in which the driver has paid for sessions, Support asks for refunds and an administrator decides. The job runs when a test says so; the
/// clock stands. A save that fails can be had.
/// </summary>
internal sealed class RefundHouse : IAsyncDisposable
{
    private readonly Faults faults;
    private Station station = null!;
    private int sessions;
    private ChargePoint charger = null!;

    private RefundHouse(EvOpsHost host, Faults faults) => (Host, this.faults) = (host, faults);

    public EvOpsHost Host { get; }

    public FakeClock Clock => Host.Clock!;

    public Guid Driver => Host.PersonOf(Role.Driver).PersonId;

    public HttpClient DriverHttp => Host.Client(Role.Driver);

    public HttpClient Support => Host.Client(Role.Support);

    public HttpClient Admin => Host.Client(Role.Admin);

    /// <param name="settings">Of the host.</param>
    /// <param name="isLive">Time passes, and the job runs each second.</param>
    public static async Task<RefundHouse> OpenAsync(string[]? settings = null, bool isLive = false)
    {
        var faults = new Faults();
        var host = await EvOpsHost.StartAsync(
            isLive ? null : new FakeClock(), [$"Jobs:Refunds:IntervalSeconds={(isLive ? 1 : 86_400)}", .. settings ?? []],
            builder => builder.Services.AddSingleton<IDbContextFactory<EvOpsDb>>(provider => new FaultyFactory(provider.GetRequiredService<EvOpsDbFactory>(), faults)));
        var house = new RefundHouse(host, faults);
        house.station = await host.AddStationAsync();
        house.charger = await host.AddChargePointAsync(house.station, "CP-1");
        return house;
    }

    /// <summary>A session of the driver that is over, billed at 0.40 EUR/kWh, and booked: 10 kWh are 4.00.</summary>
    public async Task<Guid> PaidSessionAsync(long wattHours = 10_000, bool hasDriver = true, Guid? driver = null)
    {
        var session = await Host.AddSessionAsync(station, charger, Host.Get<TimeProvider>().GetUtcNow().AddHours(-2 - sessions++), driverId: hasDriver ? driver ?? Driver : null, stopWh: 1000 + wattHours);
        // It joins the others on the one plug, which it left.
        charger = await ReadChargerAsync();
        await using var db = Host.OpenDb();
        var row = await db.Sessions.SingleAsync(s => s.Id == session.Id);
        await Host.Get<BookBill>().AddAsync(db, row, "test", default);
        await db.SaveChangesAsync();
        return session.Id;
    }

    public Task<ApiAnswer> AskAsync(Guid session, decimal amount, HttpClient? http = null, string reason = "The charger stopped too early.") =>
        (http ?? Support).PostApiAsync("/v1/refunds", new { sessionId = session, amount, reason, toPayment = TopUp });

    /// <summary>The payment by which refunds of sessions are asked to go back; null: into the wallet.</summary>
    public string? TopUp { get; private set; }

    /// <summary>The driver fills his wallet by the payment service, and refunds of sessions go back by that payment from then on.</summary>
    public async Task TopUpAsync(PaymentServer payments, decimal amount = 50)
    {
        var begun = await DriverHttp.PostApiAsync("/v1/payments", new { amount });
        Assert.True(begun.Success, begun.Body.GetRawText());
        payments.Confirm(begun.Data.Text("paymentId")!);
        Assert.Equal("PAID", (await DriverHttp.GetApiAsync($"/v1/payments/{begun.Data.Text("id")}")).Data.Text("status"));
        TopUp = begun.Data.Text("paymentId");
    }

    /// <summary>Tells an event of the payment service, signed as it signs.</summary>
    public Task<ApiAnswer> TellAsync(string body)
    {
        var http = Host.Client();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Stripe-Signature", PaymentServer.Sign(body, Host.Get<TimeProvider>().GetUtcNow()));
        return http.SendAsync(HttpMethod.Post, "/v1/payments/events", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
    }

    /// <summary>A hold of the driver's on the one plug, an hour long: its token.</summary>
    public async Task<string> HeldAsync(double inMinutes = 120)
    {
        var now = Clock.GetUtcNow();
        var held = await DriverHttp.PostApiAsync("/v1/bookings/holds", new { stationId = station.Id, connectorId = "1", startTs = now.AddMinutes(inMinutes), endTs = now.AddMinutes(inMinutes + 60) });
        Assert.True(held.Success, held.Body.GetRawText());
        return held.Data.Text("token")!;
    }

    public Task<ApiAnswer> ConfirmAsync(string token, string payment) => DriverHttp.PostApiAsync("/v1/bookings/confirm", new { holdToken = token, paymentId = payment });

    /// <summary>A refund that was asked for and approved: its id.</summary>
    public async Task<Guid> ApprovedAsync(Guid session, decimal amount)
    {
        var asked = await AskAsync(session, amount);
        Assert.True(asked.Status == HttpStatusCode.OK, asked.Body.GetRawText());
        var id = asked.Data.GetProperty("id").GetGuid();
        Assert.Equal("APPROVED", (await Admin.PostApiAsync($"/v1/refunds/{id}/approve")).Data.Text("status"));
        return id;
    }

    public Task PayAsync() => Host.Get<ExecuteRefunds>().RunAsync(default);

    public async Task<JsonElement> RefundAsync(Guid id) => (await Support.GetApiAsync($"/v1/refunds/{id}")).Data.GetProperty("refund");

    public async Task<string?> StatusAsync(Guid id) => (await RefundAsync(id)).Text("status");

    /// <summary>The driver's balance in cents, after the books were checked.</summary>
    public async Task<long> BalanceAsync()
    {
        await using var db = Host.OpenDb();
        await Books.BalanceAsync(db);
        return await db.Wallets.Where(w => w.OwnerId == Driver).Select(w => w.BalanceMinorUnits).SingleOrDefaultAsync();
    }

    /// <summary>What went back to the driver for refunds, in cents, entry by entry.</summary>
    public async Task<List<long>> GivenBackAsync()
    {
        await using var db = Host.OpenDb();
        return await (
            from entry in db.LedgerEntries
            join posting in db.LedgerPostings on entry.Id equals posting.EntryId
            where entry.ReferenceKind == LedgerReferenceKind.Refund && posting.WalletId != null && posting.MinorUnits > 0
            select posting.MinorUnits).ToListAsync();
    }

    /// <summary>A booking of the driver's on the one plug, confirmed, an hour long: its id.</summary>
    public async Task<Guid> BookedAsync(double inMinutes = 120, string payment = "PAY-1")
    {
        var confirmed = await ConfirmAsync(await HeldAsync(inMinutes), payment);
        Assert.True(confirmed.Success, confirmed.Body.GetRawText());
        return confirmed.Data.GetProperty("id").GetGuid();
    }

    /// <summary>All refunds of a booking, as the API lists them.</summary>
    public async Task<List<JsonElement>> OfBookingAsync(Guid booking) =>
        [.. (await Support.GetApiAsync("/v1/refunds?limit=200")).Data.GetProperty("items").EnumerateArray().Where(r => r.Text("bookingId") == booking.ToString())];

    /// <summary>The next save that asks for a refund fails, as if the power went.</summary>
    public void FailNextRequest() => faults.Requests = 1;

    /// <summary>The next save that would say that a refund is done fails, as if the power went.</summary>
    public void FailNextSettlement() => faults.Left = 1;

    /// <summary>Past any lease and any wait of a first failure.</summary>
    public void LetLeaseRunOut() => Clock.Advance(Refund.Lease + TimeSpan.FromSeconds(5));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task<ChargePoint> ReadChargerAsync()
    {
        await using var db = Host.OpenDb();
        return await db.Set<ChargePoint>().AsNoTracking().Include(c => c.Connectors).SingleAsync(c => c.Id == charger.Id);
    }

    private sealed class Faults
    {
        public int Left, Requests;
    }

    private sealed class FaultyFactory(EvOpsDbFactory inner, Faults faults) : IDbContextFactory<EvOpsDb>
    {
        public EvOpsDb CreateDbContext()
        {
            var db = inner.CreateDbContext();
            db.SavingChanges += (_, _) =>
            {
                if (db.ChangeTracker.Entries<Refund>().Any(entry => entry.State == EntityState.Added) && Interlocked.Exchange(ref faults.Requests, 0) > 0) throw new IOException("The disk is gone.");
                if (!db.ChangeTracker.Entries<Refund>().Any(entry => entry.Entity.State == RefundState.Done)) return;
                if (Interlocked.Exchange(ref faults.Left, 0) > 0) throw new IOException("The disk is gone.");
            };
            return db;
        }
    }
}
