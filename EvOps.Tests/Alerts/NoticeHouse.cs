using System.Text.Json;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Alerts;

/// <summary>What tests of notices ask of a house.</summary>
internal static class NoticeHouse
{
    /// <summary>Somebody is told something, saved by itself.</summary>
    public static async Task<bool> TellAsync(this EvOpsHost host, Guid person, string title = "The cable is free", string? key = null, string words = "You can take your car.")
    {
        var notices = host.Get<Notices>();
        await using var db = host.OpenDb();
        var told = await notices.AddAsync(db, person, NoticeKind.SessionEnded, title, words, "/drive/sessions/1", key, host.Get<TimeProvider>().GetUtcNow(), default);
        await db.SaveChangesAsync();
        notices.Tell(told);
        return told is not null;
    }

    /// <summary>All that was ever told, oldest first.</summary>
    public static async Task<List<Notice>> NoticesAsync(this EvOpsHost host)
    {
        await using var db = host.OpenDb();
        return [.. (await db.Notices.AsNoTracking().ToListAsync()).OrderBy(n => n.Id)];
    }

    public static Task SendMailsAsync(this EvOpsHost host) => host.Get<SendMails>().RunAsync(TestContext.Current.CancellationToken);

    /// <summary>What the driver was told, newest first, as the API shows it.</summary>
    public static async Task<JsonElement[]> ToldAsync(this ChargingHouse house) =>
        [.. (await house.Host.Client(Role.Driver).GetApiAsync("/v1/notices")).Data.GetProperty("items").EnumerateArray()];

    /// <summary>The only thing the driver was told: what of, and in which words. It stands in the session's timeline, too.</summary>
    public static async Task<(string Kind, string Words)> OnlyToldAsync(this ChargingHouse house, object sessionId)
    {
        var told = Assert.Single(await house.ToldAsync());
        var (kind, words) = (told.Text("kind")!, told.Text("message")!);
        var session = await house.SessionAsync(sessionId);
        Assert.Equal($"/drive/sessions/{session.Text("id")}", told.Text("link"));
        Assert.Single(session.Words().Split('\n'), line => line == $"The driver was told: {words}");
        return (kind, words);
    }

    /// <summary>The charger took 10.345 kWh from 1.000 kWh on, has fallen silent, and its plug is freed by hand.</summary>
    public static async Task<Begun> ClosedAsync(this ChargingHouse house, TestCharger charger, string tag = ChargingHouse.Tag)
    {
        var begun = await charger.StartAsync(tag, meterStart: 1000, at: house.Now.AddMinutes(-30));
        await charger.ReadAsync(begun.TransactionId, 11_345, powerW: 20_000);
        await house.UnlockAsync();
        return begun;
    }

    public static async Task UnlockAsync(this ChargingHouse house)
    {
        var answer = await house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });
        Assert.True(answer.Success, answer.Body.GetRawText());
    }
}
