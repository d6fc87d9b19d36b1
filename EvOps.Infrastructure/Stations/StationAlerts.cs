using EvOps.Domain.Alerts;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// What is wrong with chargers: gone, or faulted. Several of one station, or of one firmware, are one incident: forty alerts would hide
/// it. An incident that shrinks stays one until it is clearly none, so that it does not fall apart and come together all day.
/// </summary>
public sealed class StationAlerts(Presence presence, IOptions<AlertsOptions> options, TimeProvider time) : IAlertSource
{
    private const string ChargerOffline = "charger_offline", StationOffline = "station_offline", ChargerFault = "charger_fault", ConnectorFault = "connector_fault", FirmwareFault = "firmware_fault";

    private const int FirmwareFrom = 3, FirmwareHolds = 2, MostNamed = 10;

    private readonly DateTimeOffset houseStart = time.GetUtcNow();

    private sealed record Charger(Guid Id, string Identity, Guid? StationId, DateTimeOffset? LastSeenAt, bool IsVendorManaged);

    /// <summary>Connector 0 is the charger itself.</summary>
    private sealed record Fault(Guid ChargerId, string Identity, Guid? StationId, string? Model, string? Firmware, int Number, string? Code, DateTimeOffset? At, bool IsHere, string? MakersCode = null, string? Said = null)
    {
        public string Key => Number == 0 ? $"charger-fault/{ChargerId}" : $"connector-fault/{ChargerId}/{Number}";

        public string Where => Number == 0 ? Identity : $"{Identity} connector {Number}";
    }

    public string About => "chargers";

    public IReadOnlyList<AlertRule> Rules =>
    [
        new(ChargerOffline, $"A charger has not been heard of for {options.Value.OfflineMinutes} min."),
        new(StationOffline, $"{options.Value.OutageFrom} chargers of a station or more, and {options.Value.OutagePercent} % of them, are gone at once: one incident for all."),
        new(ChargerFault, "A charger reports a fault of the whole charger."),
        new(ConnectorFault, "A charger reports a fault of a connector."),
        new(FirmwareFault, $"{FirmwareFrom} chargers or more of one model and firmware report the same code at once: one incident for all."),
    ];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<ChargePointChanged>(_ => look()), live.Subscribe<ConnectorChanged>(_ => look())];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = new AlertFindings();
        await AddGoneAsync(look, findings, cancel);
        AddFaulted(look, await FaultsAsync(look.Db, cancel), findings);
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel) => over.Rule switch
    {
        StationOffline => await BackAsync(db, over, cancel),
        FirmwareFault => await StillSoAsync(db, over, cancel),
        _ => await SeenAsync(db, over, cancel),
    };

    private static IQueryable<ChargePoint> Watched(EvOpsDb db)
    {
        var stations = db.Stations;
        return db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && !stations.Any(s => s.Id == c.StationId && !s.IsActive));
    }

    private async Task AddGoneAsync(AlertLook look, AlertFindings findings, CancellationToken cancel)
    {
        // What has never been here is not gone: it waits to be put into operation.
        var known = await Watched(look.Db).Where(c => c.LastSeenAt != null).Select(c => new Charger(c.Id, c.Identity, c.StationId, c.LastSeenAt, c.IsVendorManaged)).ToListAsync(cancel);
        var away = known.FindAll(c => !presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt));
        if (away.Count == 0) return;

        var (sizes, names) = (known.CountBy(c => c.StationId ?? Guid.Empty).ToDictionary(), await NamesAsync(look.Db, cancel));
        foreach (var place in away.GroupBy(c => c.StationId))
        {
            var (gone, all) = (place.Where(c => IsGone(c, look.Now)).ToList(), place.ToList());
            if (place.Key is { } station && IsOutage(look, station, all.Count, gone.Count, sizes[station]))
            {
                AddOutage(look, findings, station, names.GetValueOrDefault(station, "Station"), all, gone, sizes[station]);
                continue;
            }

            // A charger that has just left, or has not come yet since the house began, is neither here nor gone.
            foreach (var c in all.Except(gone)) findings.LeaveOpen(OfflineKey(c.Id));
            foreach (var c in gone)
                findings.Raise(new(
                    OfflineKey(c.Id), ChargerOffline, AlertSeverity.Warning, $"{c.Identity} is not connected",
                    $"{c.Identity}{(c.StationId is { } at && names.TryGetValue(at, out var name) ? $" at {name}" : "")} has not been heard of. It may go on charging by itself; what it measures comes when it is back.",
                    Page(c.Identity), c.LastSeenAt!.Value, c.Identity, c.StationId));
        }
    }

    private bool IsGone(Charger c, DateTimeOffset now) => now - (c.LastSeenAt > houseStart ? c.LastSeenAt.Value : houseStart) >= TimeSpan.FromMinutes(options.Value.OfflineMinutes);

    private bool IsOutage(AlertLook look, Guid station, int away, int gone, int size) => look.IsOpen(OutageKey(station)) ? Holds(away, size) : Begins(gone, size);

    private bool Begins(int gone, int size) => gone >= options.Value.OutageFrom && gone * 100 >= size * options.Value.OutagePercent;

    private bool Holds(int gone, int size) => gone >= options.Value.OutageFrom - 1 && gone * 200 >= size * options.Value.OutagePercent;

    private void AddOutage(AlertLook look, AlertFindings findings, Guid station, string name, List<Charger> away, List<Charger> gone, int size)
    {
        var key = OutageKey(station);
        foreach (var c in away) findings.Merge(OfflineKey(c.Id), key);
        if (!Holds(gone.Count, size))
        {
            findings.LeaveOpen(key);
            return;
        }

        findings.Raise(new(
            key, StationOffline, AlertSeverity.Critical, gone.Count == size ? $"{name}: all {size} chargers are gone" : $"{name}: {gone.Count} of {size} chargers are gone",
            $"{Named(gone.Select(c => c.Identity))} at {name}: power or network of the whole station. Call the site before you send somebody.", $"/stations/{station}", gone.Max(c => c.LastSeenAt)!.Value, null, station));
    }

    /// <summary>What chargers said last; of one that is away it stands until it is back and says otherwise.</summary>
    private async Task<List<Fault>> FaultsAsync(EvOpsDb db, CancellationToken cancel)
    {
        var chargers = await Watched(db).Where(c => c.Status == ConnectorStatus.Faulted || c.Connectors.Any(k => k.Status == ConnectorStatus.Faulted))
            .Select(c => new
            {
                c.Id,
                c.Identity,
                c.StationId,
                c.Model,
                c.Firmware,
                c.Status,
                c.ErrorCode,
                c.StatusAt,
                c.LastSeenAt,
                c.IsVendorManaged,
                Plugs = c.Connectors.Where(k => k.Status == ConnectorStatus.Faulted).Select(k => new { k.Number, k.ErrorCode, k.StatusAt, k.VendorErrorCode, k.Info }).ToList(),
            }).ToListAsync(cancel);
        List<Fault> faults = [];
        foreach (var c in chargers)
        {
            var isHere = presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt);
            if (c.Status == ConnectorStatus.Faulted) faults.Add(new(c.Id, c.Identity, c.StationId, c.Model, c.Firmware, 0, c.ErrorCode, c.StatusAt, isHere));
            faults.AddRange(c.Plugs.Select(k => new Fault(c.Id, c.Identity, c.StationId, c.Model, c.Firmware, k.Number, k.ErrorCode, k.StatusAt, isHere, k.VendorErrorCode, k.Info)));
        }

        return faults;
    }

    private static void AddFaulted(AlertLook look, List<Fault> faults, AlertFindings findings)
    {
        foreach (var same in faults.GroupBy(FirmwareKey))
        {
            var chargers = same.DistinctBy(f => f.ChargerId).ToList();
            if (same.Key is { } key && chargers.Count >= (look.IsOpen(key) ? FirmwareHolds : FirmwareFrom))
            {
                foreach (var fault in same) findings.Merge(fault.Key, key);
                var (model, firmware, code) = (chargers[0].Model, chargers[0].Firmware, chargers[0].Code);
                findings.Raise(new(
                    key, FirmwareFault, AlertSeverity.Critical, $"{chargers.Count} chargers of model {model} report {code}",
                    $"All run firmware {firmware ?? "unknown"}: {Named(chargers.Select(c => c.Identity))}. The same code on so many at once speaks for the firmware; call the maker.",
                    "/chargers?state=Faulted", same.Min(f => f.At) ?? look.Now));
                continue;
            }

            foreach (var fault in same)
                findings.Raise(new(
                    fault.Key, fault.Number == 0 ? ChargerFault : ConnectorFault, fault.Number == 0 ? AlertSeverity.Critical : AlertSeverity.Warning,
                    $"{fault.Where} reports a fault ({fault.Code ?? "no code"})", $"{WordsOf(fault)}{(fault.IsHere ? "" : " It is not connected: this is what it said last.")}", Page(fault.Identity),
                    fault.At ?? look.Now, fault.Identity, fault.StationId));
        }
    }

    /// <summary>Null where it speaks for no firmware.</summary>
    private static string? FirmwareKey(Fault fault) => fault is { Model: not null, Code: not null } ? $"firmware/{fault.Model}/{fault.Firmware}/{fault.Code}" : null;

    private async Task<string> BackAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var all = await Watched(db).Where(c => c.StationId == over.StationId && c.LastSeenAt != null).OrderBy(c => c.Identity)
            .Select(c => new Charger(c.Id, c.Identity, c.StationId, c.LastSeenAt, c.IsVendorManaged)).ToListAsync(cancel);
        var here = all.FindAll(c => presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt));
        var back = $"{here.Count} of {all.Count} chargers are connected: {Named(here.Select(c => presence.ConnectedSince(c.Identity) is { } at ? $"{c.Identity} since {at:HH:mm} UTC" : c.Identity))}.";
        if (here.Count == 0) return "The station has no charger that is watched any more.";
        return here.Count == all.Count ? back : $"{back} The others are alerts of their own.";
    }

    private async Task<string> StillSoAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var still = (await FaultsAsync(db, cancel)).Where(f => FirmwareKey(f) is { } key && AlertSignal.KeyOf(key) == over.Key).Select(f => f.Identity).Distinct().ToList();
        return still.Count == 0 ? "None of these chargers reports it any more." : $"Only {Named(still)} still reports it, which is an alert of its own.";
    }

    private async Task<string> SeenAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var c = await Watched(db).Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == over.ChargePoint, cancel);
        if (c is null) return $"{over.ChargePoint} is not watched any more: it was taken out of operation, or its station was.";

        if (over.Rule == ChargerFault) return $"{c.Identity} reported {c.Status} at {c.StatusAt:HH:mm} UTC.";
        if (over.Rule == ConnectorFault)
            return c.Connectors.Find(k => over.Key == $"connector-fault/{c.Id}/{k.Number}") is { } plug ? $"{c.Identity} connector {plug.Number} reported {plug.Status} at {plug.StatusAt:HH:mm} UTC." : "The connector is not there any more.";
        return presence.ConnectedSince(c.Identity) is { } since
            ? $"{c.Identity} connected again at {since:HH:mm} UTC and reports {Reported(c)}."
            : $"{c.Identity} was heard of again at {c.LastSeenAt:HH:mm} UTC and reports {Reported(c)}.";
    }

    private static string Reported(ChargePoint c)
    {
        var states = c.Connectors.OrderBy(k => k.Number).Select(k => (k.Number, k.Status)).Where(k => k.Status != ConnectorStatus.Unknown).ToList();
        if (c.Status == ConnectorStatus.Faulted || states.Count == 0) return c.Status == ConnectorStatus.Unknown ? "nothing of its plugs yet" : $"{c.Status}";
        return states.DistinctBy(k => k.Status).Count() == 1 ? $"{states[0].Status}" : string.Join(", ", states.Select(k => $"connector {k.Number} {k.Status}"));
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(EvOpsDb db, CancellationToken cancel) =>
        await db.Stations.AsNoTracking().Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, cancel);

    private static string Named(IEnumerable<string> identities) => string.Join(", ", identities.Take(MostNamed));

    private static string OfflineKey(Guid charger) => $"charger-offline/{charger}";

    private static string OutageKey(Guid station) => $"station-offline/{station}";

    /// <summary>What the code means and what to do about it, and what else the charger said: whoever calls the maker is asked for it.</summary>
    private static string WordsOf(Fault fault)
    {
        var error = ChargerError.Of(fault.Code);
        return $"{error.Words} {error.Advice}{(fault.MakersCode is { Length: > 0 } code ? $" The maker's code is {code}." : "")}{(fault.Said is { Length: > 0 } said ? $" It says “{said}”." : "")}";
    }

    private static string Page(string identity) => $"/chargers/{Uri.EscapeDataString(identity)}";
}
