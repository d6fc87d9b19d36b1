using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>A charger as it is to be.</summary>
/// <param name="StationId">Where it stands.</param>
/// <param name="Connectors">All its plugs; one that is left out is taken away, if it was never used.</param>
/// <param name="AuthorizationKey">What it must show from its next connection on. Null leaves the key it has, an empty text takes it away.</param>
public sealed record ChargePointWish(Guid StationId, IReadOnlyList<ConnectorDescription> Connectors, string? AuthorizationKey = null);

/// <summary>Enrols a charger before it has ever connected, or says anew where it stands, what plugs it has and which key. One in quarantine is approved by it.</summary>
public sealed class SaveChargePoint(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, AskToBoot askToBoot, Presence presence, IPlugReservations reservations, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<ChargePointRow>> RunAsync(Actor actor, string identity, ChargePointWish wish, CancellationToken cancel)
    {
        // Slow on purpose: once, not for every attempt, and only for who may.
        var keyHash = new Lazy<string?>(() => wish.AuthorizationKey is { Length: > 0 } key ? AuthorizationKey.Hash(key) : null);
        Outcome<ChargePointRow> outcome;
        var before = BootStatus.Accepted;
        try
        {
            (outcome, before) = await Races.DecideAgainAsync(() => TryAsync(actor, identity, wish, keyHash, cancel));
        }
        catch (DbUpdateException failure) when (Races.IsStillReferredTo(failure))
        {
            outcome = Refuse.Conflict("connector_used", "A connector that has been used stays, because its sessions refer to it. Leave every such connector in the list.");
        }

        if (outcome.IsDone) Tell(outcome.Value, before);
        else await audit.RecordAsync(actor, "change charge point", "charge point", identity, outcome.Refusal.Message, InWords(wish), cancel);
        return outcome;
    }

    private async Task<(Outcome<ChargePointRow> Outcome, BootStatus Before)> TryAsync(
        Actor actor, string identity, ChargePointWish wish, Lazy<string?> keyHash, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageStations, "enrol or change chargers").Refusal is { } forbidden) return (forbidden, default);

        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == wish.StationId, cancel);
        if (Check(identity, wish, station) is { } faulty) return (faulty, default);

        var found = await db.ChargePoints.Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        // A database that compares without regard to case may find another charger.
        if (found is not null && found.Identity != identity)
            return (Refuse.Conflict("identity_taken", $"There is a charge point {found.Identity}, which differs by its capitals only."), default);

        if (await MoveAsync(db, found, wish, now, cancel) is { } booked) return (booked, default);

        var chargePoint = found ?? db.ChargePoints.Add(new ChargePoint(Ids.New(now), identity, isApproved: true, now)).Entity;
        var before = chargePoint.BootStatus;
        var equipped = chargePoint.Equip(wish.Connectors, now);
        if (!equipped.IsDone) return (equipped.Refusal, before);

        db.Connectors.RemoveRange(equipped.Value);
        chargePoint.PlaceAt(wish.StationId);
        if (before == BootStatus.Pending) chargePoint.Approve();
        if (wish.AuthorizationKey is not null) chargePoint.SetKey(keyHash.Value);

        audit.Note(db, actor, found is null ? "add charge point" : "change charge point", "charge point", identity, "done", InWords(wish));
        await db.SaveChangesAsync(cancel);
        return (ChargePointRow.Of(chargePoint, station, presence, await reservations.NowAsync(db, [wish.StationId], cancel)), before);
    }

    /// <summary>Who has booked comes to the station that he booked at: a charger stays there until nobody does.</summary>
    private async Task<Refusal?> MoveAsync(EvOpsDb db, ChargePoint? found, ChargePointWish wish, DateTimeOffset now, CancellationToken cancel)
    {
        if (found?.StationId is not { } before || before == wish.StationId) return null;

        // Whoever books here at this very moment decides again.
        foreach (var connector in found.Connectors) connector.NoteBooked();
        if (await reservations.AheadAsync(db, found.Id, cancel) is not { } ahead) return null;

        var station = await db.Stations.AsNoTracking().SingleAsync(s => s.Id == before, cancel);
        var many = ahead.Count == 1 ? "1 booking" : $"{ahead.Count} bookings";
        return Refuse.Conflict(
            "charge_point_booked", $"{found.Identity} has {many} ahead at {station.Name}, until {StationClock.Of(station.TimeZone).Say(ahead.Until, now)}: move or cancel what is booked first, or place it elsewhere afterwards.");
    }

    private void Tell(ChargePointRow saved, BootStatus before)
    {
        live.Publish(new ChargePointChanged(saved.Id, saved.Identity));
        foreach (var connector in saved.Connectors) live.Publish(new ConnectorChanged(saved.StationId, saved.Id, connector.Id));
        if (before == BootStatus.Pending) askToBoot.Run(saved.Identity, before);
    }

    private static Refusal? Check(string identity, ChargePointWish wish, Station? station)
    {
        var errors = new FieldErrors();
        errors.Check(ChargePoint.IsLegalIdentity(identity), "chargePointId", $"An identity has 1 to {ChargePoint.LongestIdentity} characters, none of them a control character.");
        errors.Check(station is not null, "stationId", "There is no station with this id.");
        errors.Check(
            wish.AuthorizationKey is null or { Length: 0 } || AuthorizationKey.IsLegal(wish.AuthorizationKey),
            "authorizationKey", $"A key has {AuthorizationKey.Shortest} to {AuthorizationKey.Longest} characters, none of them a control character.");
        ConnectorDescription.Check(wish.Connectors, errors);
        return errors.Refusal;
    }

    // The key itself is never written down.
    private static string InWords(ChargePointWish wish)
    {
        var plugs = wish.Connectors.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Number} {c.Type} {c.PowerKw} kW"));
        var key = wish.AuthorizationKey switch { null => "", "" => ", key taken away", _ => ", key set" };
        return $"at {wish.StationId}: {string.Join(", ", plugs)}{key}";
    }
}
