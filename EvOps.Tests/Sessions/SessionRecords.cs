using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Stations, chargers and past sessions put into the database directly, for tests of what is shown of them.</summary>
internal static class SessionRecords
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    /// <summary>A station at 0.40 EUR/kWh in Berlin's zone.</summary>
    public static async Task<Station> AddStationAsync(this EvOpsHost host, string name = "Harbour", decimal pricePerKwh = 0.40m)
    {
        var station = new Station(Ids.New(Morning), Morning);
        Assert.True(station.Describe(new StationDescription(name, 52.5, 13.4, "Europe/Berlin", "EUR", pricePerKwh), Morning).IsDone);
        await using var db = host.OpenDb();
        db.Stations.Add(station);
        await db.SaveChangesAsync();
        return station;
    }

    public static async Task<ChargePoint> AddChargePointAsync(this EvOpsHost host, Station station, string identity, int connectors = 1, bool isApproved = true)
    {
        var chargePoint = new ChargePoint(Ids.New(Morning), identity, isApproved, Morning);
        chargePoint.PlaceAt(station.Id);
        for (var number = 1; number <= connectors; number++) chargePoint.ConnectorOrNew(number, Morning);
        await using var db = host.OpenDb();
        db.ChargePoints.Add(chargePoint);
        await db.SaveChangesAsync();
        return chargePoint;
    }

    /// <summary>A session the charger began and, where a final register is given, ended after half an hour.</summary>
    public static async Task<Session> AddSessionAsync(
        this EvOpsHost host, Station station, ChargePoint chargePoint, DateTimeOffset at, string idTag = "TAG-1", Guid? driverId = null, long startWh = 1000, long? stopWh = 11_345)
    {
        await using var db = host.OpenDb();
        db.Attach(chargePoint);
        var connector = chargePoint.Connectors[0];
        var start = new ChargerStart(connector.Id, idTag, at, startWh);
        var session = Session.BegunByCharger(Ids.New(at), chargePoint, connector, StationOffer.Plain(station), start, driverId, at);
        if (stopWh is not null) session.Complete(stopWh, at.AddMinutes(30), EndReason.Local, default, connector, at);
        db.Sessions.Add(session);
        db.SessionEvents.Add(new SessionEvent(session.Id, at, SessionEventKind.Started, "It began."));
        db.SessionEvents.Add(new SessionEvent(session.Id, at.AddSeconds(1), SessionEventKind.Evidence, "Something was odd."));
        await db.SaveChangesAsync();
        return session;
    }
}
