using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Adds a station, or describes it anew: the same description twice leaves the same station.</summary>
public sealed class SaveStation(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <param name="actor">Who.</param>
    /// <param name="id">The station's id, chosen by the caller.</param>
    /// <param name="description">The station as it is to be; what is left out is taken away.</param>
    /// <param name="seenVersion">The row version the person had before them; another one is refused. Null: whatever is there is replaced.</param>
    /// <param name="cancel">Gives up before it is saved.</param>
    public async Task<Outcome<StationDescription>> RunAsync(
        Actor actor, Guid id, StationDescription description, byte[]? seenVersion, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, description, seenVersion, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        live.Publish(new StationChanged(id));
        return description;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid id, StationDescription description, byte[]? seenVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var found = await db.Stations.SingleOrDefaultAsync(s => s.Id == id, cancel);
        var outcome = Decide(actor, found, seenVersion);
        if (outcome.IsDone)
        {
            var station = found ?? new Station(id, now);
            outcome = await UnknownPlugAsync(db, id, description.Maintenance, cancel) is { } unknown ? unknown : station.Describe(description, now);
            if (outcome.IsDone && found is null) db.Stations.Add(station);
        }

        audit.Note(db, actor, found is null ? "add station" : "change station", "station", id.ToString(), outcome.Refusal?.Message ?? "done", InWords(description));
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private static Outcome Decide(Actor actor, Station? found, byte[]? seenVersion)
    {
        var may = actor.Require(Permission.ManageStations, "change stations");
        if (!may.IsDone || seenVersion is null || found is null || found.RowVersion.AsSpan().SequenceEqual(seenVersion)) return may;
        return Refuse.Conflict("station_changed", $"Someone else has changed {found.Name} since you opened it. Open it again to see what is there now.");
    }

    internal static async Task<Refusal?> UnknownPlugAsync(EvOpsDb db, Guid id, IReadOnlyList<MaintenanceWindow>? windows, CancellationToken cancel)
    {
        var (named, places) = (windows?.Select(w => w?.ConnectorId).OfType<Guid>().Distinct().ToList() ?? [], windows?.Select(w => w?.ChargePointId).OfType<string>().Distinct().ToList() ?? []);
        var chargers = db.ChargePoints;
        if (places.Count > 0 && await chargers.CountAsync(c => places.Contains(c.Identity) && c.StationId == id, cancel) != places.Count)
            return Refuse.InvalidField("maintenance", "Maintenance names a charger that does not stand at the station.");
        if (named.Count == 0) return null;
        var known = await db.Connectors.CountAsync(c => named.Contains(c.Id) && chargers.Any(p => p.Id == c.ChargePointId && p.StationId == id), cancel);
        return known == named.Count ? null : Refuse.InvalidField("maintenance", "Maintenance names a connector that the station does not have.");
    }

    private static string InWords(StationDescription wanted) => string.Create(
        CultureInfo.InvariantCulture,
        $"{AuditTrail.Fit(wanted.Name)}, {wanted.Latitude} {wanted.Longitude}, {wanted.TimeZone}, {wanted.Currency} {wanted.PricePerKwh} per kWh{(wanted.IsActive ? "" : ", inactive")}{Hours(wanted.OpeningHours)}{Plan(wanted.Maintenance)}");

    private static string Hours(OpeningHours? hours) => hours is null ? "" : $", open {string.Join(' ', hours.Periods.OfType<OpeningPeriod>().Take(OpeningHours.MostPeriods).Select(p => $"{p.Day} {p.From:HH:mm}-{p.To:HH:mm}"))}";

    private static string Plan(IReadOnlyList<MaintenanceWindow>? windows) => windows is null ? "" : $", {windows.Count} maintenance windows";
}
