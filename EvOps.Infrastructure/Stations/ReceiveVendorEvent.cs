using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a vendor's event is kept as.</summary>
/// <param name="IsDuplicate">It was there already, and counts once.</param>
/// <param name="IsTriedAgain">It had come to nothing, and is worked off once more.</param>
public sealed record ReceivedVendorEvent(long EventId, bool IsDuplicate, bool IsTriedAgain = false);

/// <summary>
/// Takes a vendor's event in: checked field by field, and on the disk before it is answered for. The same event twice is one: by the
/// vendor's own id of it, by its session, or by its body; a status without an id may come back later and mean something new, so it is the same
/// only while nothing else came of that plug. What came to nothing is not the last word: the same again tries it again, and another word about a start counts beside it.
/// </summary>
public sealed class ReceiveVendorEvent(IDbContextFactory<EvOpsDb> databases, IOptions<VendorsOptions> vendors, VendorInbox inbox, LiveFeed live, TimeProvider time)
{
    public const int LongestSessionId = 128;

    private const decimal LargestReading = 1_000_000_000_000m, LargestEnergy = 1_000_000m, LargestCost = 1_000_000_000m;

    /// <param name="vendor">One of the options.</param>
    /// <param name="kind">Which of the three.</param>
    /// <param name="word">As it was read.</param>
    /// <param name="body">As it came, byte for byte.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Outcome<ReceivedVendorEvent>> RunAsync(string vendor, VendorEventKind kind, VendorWord word, byte[] body, CancellationToken cancel)
    {
        if (Check(vendors.Value.Find(vendor)!, kind, word) is { } faulty) return faulty;

        var received = await Races.DecideAgainAsync(() => TryAsync(vendor, kind, word, body, cancel));
        if (!received.IsDuplicate || received.IsTriedAgain)
        {
            inbox.Wake();
            live.Publish(new VendorEventChanged(received.EventId));
        }

        return received;
    }

    private async Task<ReceivedVendorEvent> TryAsync(string vendor, VendorEventKind kind, VendorWord word, byte[] body, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var lane = await LaneOfAsync(db, vendor, kind, word, cancel);
        var newest = await db.VendorEvents.AsNoTracking().Where(e => e.Lane == lane).OrderByDescending(e => e.Id).Select(e => new { e.Id, e.BodyHash }).FirstOrDefaultAsync(cancel);
        var isBare = kind == VendorEventKind.ConnectorStatus && word is { EventId: null, HappenedAt: null };
        if (isBare && newest?.BodyHash == hash) return new(newest.Id, true);

        var key = kind switch
        {
            VendorEventKind.ConnectorStatus when word.EventId is { Length: > 0 } id => Short($"event:{id}"),
            VendorEventKind.ConnectorStatus => isBare ? $"status:{hash}#{newest?.Id ?? 0}" : $"status:{hash}",
            VendorEventKind.SessionStart => await KeyOfStartAsync(db, vendor, word, hash, cancel),
            // Another word about the same end is another event: somebody should see it.
            VendorEventKind.SessionEnd => Short($"end:{hash}:{word.VendorSessionId}"),
        };
        if (await db.VendorEvents.SingleOrDefaultAsync(e => e.Vendor == vendor && e.Key == key, cancel) is { } known)
        {
            if (known.State != VendorEventState.Dead) return new(known.Id, true);
            known.PlayAgain(time.GetUtcNow());
            await db.SaveChangesAsync(cancel);
            return new(known.Id, true, true);
        }

        var told = db.VendorEvents.Add(new VendorEvent(vendor, kind, key, hash, lane, Encoding.UTF8.GetString(body), time.GetUtcNow())).Entity;
        await db.SaveChangesAsync(cancel);
        return new(told.Id, false);
    }

    /// <summary>A session starts once; but where its start came to nothing, or does so far, another word about it is a correction and counts.</summary>
    private static async Task<string> KeyOfStartAsync(EvOpsDb db, string vendor, VendorWord word, string hash, CancellationToken cancel)
    {
        var (first, corrected) = (StartKey(word.VendorSessionId!), $"{StartKey(word.VendorSessionId!)}#{hash}");
        var known = await db.VendorEvents.AsNoTracking().Where(e => e.Vendor == vendor && (e.Key == first || e.Key == corrected)).Select(e => new { e.Key, e.BodyHash, e.State, e.Tries }).ToListAsync(cancel);
        if (known.Exists(e => e.Key == corrected)) return corrected;
        return known.Find(e => e.Key == first) is { } before && before.BodyHash != hash && (before.State is VendorEventState.Dead or VendorEventState.Dismissed || before is { State: VendorEventState.Waiting, Tries: > 0 })
            ? corrected
            : first;
    }

    private static string StartKey(string sessionId) => $"start:{sessionId}";

    /// <summary>The plug it is about, or what comes nearest to it: an end goes where its start went.</summary>
    private static async Task<string> LaneOfAsync(EvOpsDb db, string vendor, VendorEventKind kind, VendorWord word, CancellationToken cancel)
    {
        if (kind == VendorEventKind.SessionEnd)
        {
            var (start, corrected) = (StartKey(word.VendorSessionId!), StartKey(word.VendorSessionId!) + "#");
            return await db.VendorEvents.AsNoTracking().Where(e => e.Vendor == vendor && (e.Key == start || (e.Kind == VendorEventKind.SessionStart && e.Key.StartsWith(corrected))))
                .OrderByDescending(e => e.Id).Select(e => e.Lane).FirstOrDefaultAsync(cancel)
                ?? Short($"{vendor}/session:{word.VendorSessionId}");
        }

        var plug = await VendorPlugs.FindAsync(db, vendor, word, cancel);
        return plug.IsDone ? plug.Value.ToString() : Short($"{vendor}/plug:{word.StationId}/{word.ConnectorId}/{word.VendorConnectorId}");
    }

    // Names are the vendor's, and may be of any length.
    private static string Short(string text) =>
        text.Length <= VendorEvent.LongestKey ? text : $"{text[..100]}…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static Refusal? Check(VendorOptions vendor, VendorEventKind kind, VendorWord word)
    {
        var errors = new FieldErrors();
        errors.Check(word.EventId is null or { Length: <= 1000 }, "metadata.eventId", "An event's id has at most 1,000 characters.");
        switch (kind)
        {
            case VendorEventKind.ConnectorStatus:
                CheckPlug(word, errors);
                errors.Check(
                    word.Status is { Length: > 0 } status && VendorsOptions.StatusOf(vendor, status) is not null,
                    "status", "The status is one of AVAILABLE, OCCUPIED, CHARGING, RESERVED, MAINTENANCE, OFFLINE, FAULTED, or a word that was agreed upon.");
                break;
            case VendorEventKind.SessionStart:
                CheckSession(word, errors);
                CheckPlug(word, errors);
                errors.Check(word.StartMeterReading is not null, "startMeterReading", "startMeterReading is needed.");
                errors.Check(IsWithin(word.StartMeterReading, 0, LargestReading), "startMeterReading", "A meter reading is zero or more, and not astronomical.");
                errors.Check(word.IdTag is null or { Length: <= Domain.Users.IdTag.LongestValue }, "idTag", "A tag has at most 255 characters.");
                break;
            case VendorEventKind.SessionEnd:
                CheckSession(word, errors);
                errors.Check(word.EndMeterReading is not null || word.EnergyKwh is not null, "endMeterReading", "endMeterReading or energyKwh is needed.");
                // What cannot be true but can be stored is taken: the session has ended all the same, and a person looks at its bill.
                errors.Check(IsWithin(word.EndMeterReading, -LargestReading, LargestReading), "endMeterReading", "The meter reading is astronomical.");
                errors.Check(IsWithin(word.EnergyKwh, -LargestEnergy, LargestEnergy), "energyKwh", string.Create(CultureInfo.InvariantCulture, $"The energy is at most {LargestEnergy:#,##0} kWh."));
                errors.Check(IsWithin(word.CostAmount, -LargestCost, LargestCost), "costAmount", "The cost is astronomical.");
                break;
            default:
                throw new InvalidOperationException($"{kind} is no kind of event.");
        }

        return errors.Refusal;
    }

    private static void CheckPlug(VendorWord word, FieldErrors errors)
    {
        errors.Check(word.StationId is null || Guid.TryParse(word.StationId, out _), "stationId", "A station's id is a GUID.");
        errors.Check(
            word.ConnectorId is { Length: > 0 } || word.VendorConnectorId is { Length: > 0 }, "connectorId", "Name the connector: connectorId, or vendorConnectorId.");
        errors.Check(word.ConnectorId is null or { Length: <= ConnectorDescription.LongestVendorId }, "connectorId", "A connector's id has at most 255 characters.");
        errors.Check(word.VendorConnectorId is null or { Length: <= ConnectorDescription.LongestVendorId }, "vendorConnectorId", "A connector's id has at most 255 characters.");
    }

    private static void CheckSession(VendorWord word, FieldErrors errors) => errors.Check(
        word.VendorSessionId is { Length: > 0 and <= LongestSessionId }, "vendorSessionId", $"A session's id of 1 to {LongestSessionId} characters is needed.");

    private static bool IsWithin(decimal? value, decimal least, decimal most) => value is null || (value >= least && value <= most);
}
