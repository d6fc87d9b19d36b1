using EvOps.Domain.Alerts;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// What is wrong with chargers: gone, faulted, faulted again and again. Several of one station, or of one firmware, are one incident:
/// forty alerts would hide it.
/// </summary>
public sealed class StationAlerts(Presence presence, IOptions<AlertsOptions> options, TimeProvider time) : IAlertSource
{
    private const int FirmwareFrom = 3;

    private readonly DateTimeOffset houseStart = time.GetUtcNow();

    private sealed record Charger(
        Guid Id, string Identity, ConnectorStatus Status, string? ErrorCode, DateTimeOffset? StatusAt, DateTimeOffset? LastSeenAt, string? Model, string? Firmware, Guid? StationId, string? Station, List<Plug> Plugs, bool IsVendorManaged);

    private sealed record Plug(int Number, ConnectorStatus Status, string? ErrorCode, string? VendorErrorCode, DateTimeOffset? StatusAt);

    public async Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var stations = db.Stations;
        var all = await db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && !stations.Any(s => s.Id == c.StationId && !s.IsActive))
            .Select(c => new Charger(
                c.Id, c.Identity, c.Status, c.ErrorCode, c.StatusAt, c.LastSeenAt, c.Model, c.Firmware, c.StationId, stations.Where(s => s.Id == c.StationId).Select(s => s.Name).FirstOrDefault(),
                c.Connectors.Where(k => k.Status == ConnectorStatus.Faulted).Select(k => new Plug(k.Number, k.Status, k.ErrorCode, k.VendorErrorCode, k.StatusAt)).ToList(), c.IsVendorManaged))
            .ToListAsync(cancel);
        return [.. Gone(all, now), .. Faulted(all, now), .. await RepeatedAsync(db, all, now, cancel)];
    }

    private IEnumerable<AlertSignal> Gone(List<Charger> all, DateTimeOffset now)
    {
        var gone = all.FindAll(c => c.LastSeenAt is { } seen && !IsReachable(c) && now - Later(seen, houseStart) >= TimeSpan.FromMinutes(options.Value.OfflineMinutes));
        foreach (var place in gone.GroupBy(c => c.StationId))
        {
            var isOutage = place.Key is not null && place.Count() >= options.Value.OutageFrom && place.Count() == all.Count(c => c.StationId == place.Key);
            if (isOutage)
            {
                var first = place.First();
                yield return new(
                    $"station-offline/{place.Key}", "station_offline", AlertSeverity.Critical, $"{first.Station}: all {place.Count()} chargers are gone",
                    $"No charger of {first.Station} is connected: power or network of the whole station. Call the site before you send somebody.", $"/stations/{place.Key}", place.Max(c => c.LastSeenAt)!.Value, null, place.Key);
                continue;
            }

            foreach (var c in place)
                yield return new(
                    $"charger-offline/{c.Id}", "charger_offline", AlertSeverity.Warning, $"{c.Identity} is not connected",
                    $"{c.Identity}{At(c)} has not been heard of. It may go on charging by itself; what it measures comes when it is back.", Page(c), c.LastSeenAt!.Value, c.Identity, c.StationId);
        }
    }

    private IEnumerable<AlertSignal> Faulted(List<Charger> all, DateTimeOffset now)
    {
        // What an absent charger said last may be over; that it is gone stands there already.
        var faulted = all.FindAll(c => IsReachable(c) && (c.Status == ConnectorStatus.Faulted || c.Plugs.Count > 0));
        foreach (var same in faulted.GroupBy(c => (c.Model, c.Firmware, Code: CodeOf(c))))
        {
            if (same.Key is { Model: not null, Code: not null } && same.Count() >= FirmwareFrom)
            {
                yield return new(
                    $"firmware/{same.Key.Model}/{same.Key.Firmware}/{same.Key.Code}", "firmware_fault", AlertSeverity.Critical, $"{same.Count()} chargers of model {same.Key.Model} report {same.Key.Code}",
                    $"All run firmware {same.Key.Firmware ?? "unknown"}: {string.Join(", ", same.Take(10).Select(c => c.Identity))}. The same code on so many at once speaks for the firmware; call the maker.",
                    "/chargers?state=Faulted", same.Min(c => c.StatusAt) ?? now);
                continue;
            }

            foreach (var c in same)
            {
                if (c.Status == ConnectorStatus.Faulted)
                    yield return new($"charger-fault/{c.Id}", "charger_fault", AlertSeverity.Critical, $"{c.Identity} reports a fault ({c.ErrorCode ?? "no code"})", WordsOf(c.ErrorCode), Page(c), c.StatusAt ?? now, c.Identity, c.StationId);
                foreach (var plug in c.Plugs)
                    yield return new(
                        $"connector-fault/{c.Id}/{plug.Number}", "connector_fault", AlertSeverity.Warning, $"{c.Identity} connector {plug.Number} reports a fault ({plug.ErrorCode ?? "no code"})",
                        WordsOf(plug.ErrorCode), Page(c), plug.StatusAt ?? now, c.Identity, c.StationId);
            }
        }
    }

    private async Task<IEnumerable<AlertSignal>> RepeatedAsync(EvOpsDb db, List<Charger> all, DateTimeOffset now, CancellationToken cancel)
    {
        var (from, most) = (now.AddHours(-1), options.Value.RepeatedFaults);
        var often = await db.StatusLog.AsNoTracking().Where(e => e.At >= from && e.Status == ConnectorStatus.Faulted)
            .GroupBy(e => e.ChargePointId).Where(g => g.Count() >= most).Select(g => new { Id = g.Key, Count = g.Count(), First = g.Min(e => e.At) }).ToListAsync(cancel);
        return often.Join(all, o => o.Id, c => c.Id, (o, c) => new AlertSignal(
            $"repeated-faults/{c.Id}", "repeated_faults", AlertSeverity.Warning, $"{c.Identity} keeps faulting",
            $"{o.Count} faults in the last hour. A fault that comes and goes is mostly a loose contact, moisture, or a car that does not fit.", Page(c), o.First, c.Identity, c.StationId));
    }

    private bool IsReachable(Charger c) => presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt);

    private static string WordsOf(string? code) => ChargerError.Of(code) is var error ? $"{error.Words} {error.Advice}" : "";

    private static string? CodeOf(Charger c) => c.Status == ConnectorStatus.Faulted ? c.ErrorCode : c.Plugs[0].ErrorCode;

    private static string At(Charger c) => c.Station is null ? "" : $" at {c.Station}";

    private static string Page(Charger c) => $"/chargers/{Uri.EscapeDataString(c.Identity)}";

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
