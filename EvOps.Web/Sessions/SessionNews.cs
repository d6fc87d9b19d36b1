using System.Text.Json.Serialization;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common.Api;
using EvOps.Web.Common.Live;

namespace EvOps.Web.Sessions;

/// <summary>Those who watch a station are told of its sessions: each change of state, and while one charges its figures.</summary>
internal sealed class SessionNews(LiveSessions sessions, ShowSession show) : IStationNews
{
    private static readonly Actor Me = Actor.House("station updates");

    /// <summary>That somebody charges here, and nothing of who, how much and for what.</summary>
    private sealed record PublicSessionView(
        Guid SessionId, string ChargePointId, int ConnectorId, [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

    private sealed record LiveSessionView(
        Guid SessionId, string ChargePointId, int ConnectorId, [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
        int? TransactionId, string IdTag, string? DriverName, decimal? EnergyKwh, int? PowerW, int? Soc, decimal? CostAmount, string? Currency, EndReason? EndReason);

    public IDisposable Listen(LiveFeed live, Action<StationChange> note) => new Listening(
        live.Subscribe<SessionChanged>(change =>
        {
            if (change.StationId is { } station) note(Of(station, change.SessionId));
        }),
        live.Subscribe<MeterRead>(change =>
        {
            if (sessions.Find(change.SessionId)?.StationId is { } station) note(Of(station, change.SessionId));
        }));

    private StationChange Of(Guid stationId, Guid sessionId) => new(stationId, $"session {sessionId}", async cancel =>
    {
        // Readings come often and are in memory; how a session ended is in the database alone.
        if (sessions.Find(sessionId) is { } open) return [Told(stationId, ViewOf(open), open.DriverId)];
        var found = await show.RunAsync(Me, $"{sessionId}", cancel);
        return found.IsDone ? [Told(stationId, ViewOf(found.Value.Row), found.Value.Row.DriverId)] : [];
    });

    private static StationUpdate Told(Guid stationId, LiveSessionView view, Guid? driverId) => new(
        stationId, StationUpdateType.Session, $"{view.SessionId}", view,
        new PublicSessionView(view.SessionId, view.ChargePointId, view.ConnectorId, view.Status, view.StartedAt, view.EndedAt), driverId);

    private static LiveSessionView ViewOf(LiveSession s)
    {
        var now = s.Figures;
        return new(
            s.Id, s.ChargePointIdentity, s.ConnectorNumber, now.State, now.StartedAt, null, s.TransactionId, s.IdTag, s.DriverName,
            now.EnergyWh / 1000m, now.PowerW, now.SocPercent, now.Cost?.Amount, now.Cost?.Currency, null);
    }

    private static LiveSessionView ViewOf(SessionRow s) => new(
        s.Id, s.ChargePoint, s.ConnectorNumber, s.State, s.StartedAt, s.EndedAt, s.TransactionId, s.IdTag, s.DriverName,
        s.EnergySoFarWh / 1000m, null, s.FinalSoc, s.CostSoFar?.Amount, s.Currency, s.EndReason);
}
