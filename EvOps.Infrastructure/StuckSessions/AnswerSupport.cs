using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What to tell a driver who calls, and what it is about.</summary>
/// <param name="Session">The open one, or the newest of the last 24 hours; null where there is neither.</param>
/// <param name="ConnectorId">The plug it is about; null where none is known.</param>
/// <param name="ChargePoint">Its charger's OCPP identity.</param>
/// <param name="DriverId">Null where nobody knows whose it is.</param>
public sealed record SupportCase(SupportAnswer Answer, SessionRow? Session, Guid? ConnectorId, string? ChargePoint, int? ConnectorNumber, Guid? DriverId);

/// <summary>
/// Answers for a driver on the phone: from a connector, a tag, a driver or a session to its state, the next safe step and the cost.
/// Nothing is done.
/// </summary>
public sealed class AnswerSupport(IDbContextFactory<EvOpsDb> databases, FindStuck find, CloseSession close, IChargePointLink link, Presence presence, TimeProvider time)
{
    /// <summary>What ended before is no call's subject, unless it is named by its own id.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromHours(24);

    /// <param name="id">As <see cref="Found.Id"/>.</param>
    public async Task<Outcome<SupportCase>> RunAsync(Actor actor, FoundKind kind, string id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewNetwork, "answer for a session").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var asked = await AskedAsync(db, kind, id, cancel);
        if (!asked.IsDone) return asked.Refusal;

        var row = await NewestAsync(db, asked.Value.Sessions, kind == FoundKind.Session ? null : time.GetUtcNow() - Lately, cancel);
        StuckVerdict? verdict = null;
        if (row is { IsOpen: true })
        {
            // It may end between the two looks; then it is looked at as ended.
            var judged = await find.FindAsync(actor, row.Id.ToString(), cancel);
            if (judged.IsDone) (row, verdict) = (judged.Value.Row, judged.Value.Verdict);
            else row = await SessionRows.Of(db, db.Sessions.AsNoTracking().Where(s => s.Id == row.Id)).SingleAsync(cancel);
        }

        var plug = await PlugAsync(db, row?.ConnectorId ?? asked.Value.ConnectorId, cancel);
        var ending = row is { IsOpen: true } ? await close.PreviewAsync(row.Id, cancel) : null;
        var facts = FactsOf(actor, row, verdict, plug, ending);
        return new SupportCase(SupportWords.Answer(facts), row, plug?.Id, plug?.ChargePoint, plug?.Number, row?.DriverId ?? asked.Value.DriverId);
    }

    /// <summary>Where to look for its session, and what is known of it without one.</summary>
    private readonly record struct Asked(IQueryable<Session> Sessions, Guid? ConnectorId = null, Guid? DriverId = null);

    private static async Task<Outcome<Asked>> AskedAsync(EvOpsDb db, FoundKind kind, string id, CancellationToken cancel)
    {
        var all = db.Sessions.AsNoTracking();
        var isGuid = Guid.TryParse(id, out var guid);
        switch (kind)
        {
            case FoundKind.Session:
                var named = SessionIds.Named(all, id);
                return await named.AnyAsync(cancel) ? new Asked(named) : SessionAccess.NotFound;
            case FoundKind.Connector:
                return isGuid && await db.Connectors.AnyAsync(c => c.Id == guid, cancel)
                    ? new Asked(all.Where(s => s.ConnectorId == guid), ConnectorId: guid)
                    : Refuse.NotFound("connector_not_found", "There is no such connector.");
            case FoundKind.Driver:
                return isGuid && await db.People.AnyAsync(p => p.Id == guid, cancel)
                    ? new Asked(all.Where(s => s.DriverId == guid), DriverId: guid)
                    : Refuse.NotFound("person_not_found", "There is no such person.");
            case FoundKind.Tag:
                var value = IdTag.Normalise(id);
                var owner = await db.IdTags.Where(t => t.Value == value).Select(t => t.UserId).SingleOrDefaultAsync(cancel);
                return new Asked(all.Where(s => s.IdTag == value), DriverId: owner);
            case FoundKind.Charger:
            case FoundKind.Station:
                return Refuse.Invalid("no_case", "A driver stands at one connector: name that.");
            default:
                throw new InvalidOperationException($"{kind} is no known kind.");
        }
    }

    private static async Task<SessionRow?> NewestAsync(EvOpsDb db, IQueryable<Session> sessions, DateTimeOffset? since, CancellationToken cancel)
    {
        var open = sessions.Where(s => s.EndedAt == null).OrderByDescending(s => s.RequestedAt);
        if (await SessionRows.Of(db, open).FirstOrDefaultAsync(cancel) is { } found) return found;

        var ended = since is { } from ? sessions.Where(s => s.EndedAt >= from) : sessions;
        return await SessionRows.Of(db, ended.OrderByDescending(s => s.RequestedAt)).FirstOrDefaultAsync(cancel);
    }

    private sealed record PlugNow(Guid Id, string ChargePoint, int Number, ConnectorStatus Status, Guid? OpenSessionId, DateTimeOffset? LastSeenAt, string? TimeZone, bool IsVendorManaged);

    private static Task<PlugNow?> PlugAsync(EvOpsDb db, Guid? connectorId, CancellationToken cancel)
    {
        var stations = db.Stations;
        return (from plug in db.Connectors.AsNoTracking()
                where plug.Id == connectorId
                join charger in db.ChargePoints on plug.ChargePointId equals charger.Id
                select new PlugNow(
                    plug.Id, charger.Identity, plug.Number, plug.Status, plug.OpenSessionId, charger.LastSeenAt,
                    stations.Where(s => s.Id == charger.StationId).Select(s => s.TimeZone).FirstOrDefault(), charger.IsVendorManaged)).SingleOrDefaultAsync(cancel);
    }

    private SupportFacts FactsOf(Actor actor, SessionRow? row, StuckVerdict? verdict, PlugNow? plug, ClosedSession? ending) => new()
    {
        Now = time.GetUtcNow(),
        TimeZone = row?.TimeZone ?? plug?.TimeZone ?? "UTC",
        ChargePoint = plug?.ChargePoint,
        ConnectorNumber = plug?.Number ?? 0,
        IsOnline = plug is not null && presence.IsReachable(plug.ChargePoint, plug.IsVendorManaged, plug.LastSeenAt),
        ConnectionChangedAt = plug is null ? null : link.ConnectedSince(plug.ChargePoint) ?? plug.LastSeenAt,
        ConnectorStatus = plug?.Status ?? ConnectorStatus.Unknown,
        IsTaken = plug?.OpenSessionId is { } holder && holder != row?.Id,
        State = row?.State,
        Driver = row?.DriverName,
        IdTag = row?.IdTag ?? "",
        RequestedAt = row?.RequestedAt ?? default,
        StartedAt = row?.StartedAt,
        StopRequestedAt = row?.StopRequestedAt,
        EndedAt = row?.EndedAt,
        EndReason = row?.EndReason,
        Verdict = verdict,
        EnergyWh = row?.EnergySoFarWh,
        Cost = row?.CostSoFar,
        CostIfEnded = ending?.Cost,
        Booked = row?.Booked,
        Bill = row?.BillState,
        ProvisionalUntil = row?.ProvisionalUntil,
        MayUnlock = actor.May(Permission.UnlockConnectors),
        MayStop = actor.May(Permission.ControlSessions),
        MayReview = actor.May(Permission.ReviewBills),
    };
}
