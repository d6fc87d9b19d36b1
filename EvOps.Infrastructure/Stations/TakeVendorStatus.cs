using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Stations;

/// <summary>A vendor says how a plug is: kept as if a charger had said it.</summary>
internal sealed class TakeVendorStatus(IDbContextFactory<EvOpsDb> databases, ReportStatus report, HearVendor hear, IOptions<VendorsOptions> vendors, TimeProvider time) : IVendorEventHandler
{
    private const int LongestCode = 50, LongestInfo = 255;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public VendorEventKind Kind => VendorEventKind.ConnectorStatus;

    public async Task<Outcome> RunAsync(VendorEvent told, CancellationToken cancel)
    {
        var word = VendorWord.Of(told);
        if (vendors.Value.Find(told.Vendor) is not { } vendor) return Refuse.NotNow("vendor_unknown", $"{told.Vendor} is not among the vendors any more.");
        if (VendorsOptions.StatusOf(vendor, word.Status ?? "") is not { } status) return Refuse.NotNow("status_unknown", $"Nobody knows what {word.Status} means.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await VendorPlugs.FindAsync(db, told.Vendor, word, cancel);
        if (!found.IsDone) return found.Refusal;
        var plug = await db.Connectors.AsNoTracking().Where(c => c.Id == found.Value).Select(c => new { c.ChargePointId, c.Number, c.StatusAt }).SingleAsync(cancel);
        var heard = await hear.RunAsync(found.Value, told.Vendor, cancel);
        if (!heard.IsDone) return heard;

        // Without a time of its own it is from when it came. A clock that is ahead of ours would keep out all that follows.
        var at = word.HappenedAt is { } happened && happened <= time.GetUtcNow() + ClockTolerance ? happened : told.ReceivedAt;
        var errorCode = status == ConnectorStatus.Faulted ? Cut(word.TextOf("errorCode"), LongestCode) ?? "OtherError" : null;
        await report.RunAsync(new StatusTold(plug.ChargePointId, plug.Number, status, errorCode, Cut(word.TextOf("vendorErrorCode"), LongestCode), Cut(word.TextOf("info"), LongestInfo), at), cancel);
        return Outcome.Done;
    }

    private static string? Cut(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}

/// <summary>Notes that a vendor spoke of a charger: it is the vendor's from then on, and can be believed for a while.</summary>
public sealed class HearVendor(IDbContextFactory<EvOpsDb> databases, IEnumerable<IReturnWitness> witnesses, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome> RunAsync(Guid connectorId, string vendor, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(connectorId, vendor, cancel));
        if (!outcome.IsDone) return outcome.Refusal;
        var (chargePoint, tellings) = outcome.Value;
        foreach (var tell in tellings) tell();
        live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
        return Outcome.Done;
    }

    /// <returns>The charger, and what is told once it is saved.</returns>
    private async Task<Outcome<(ChargePoint ChargePoint, IReadOnlyList<Action> Tellings)>> TryAsync(Guid connectorId, string vendor, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Connectors.Any(plug => plug.Id == connectorId), cancel);
        var heard = chargePoint.HeardFrom(vendor, chargePoint.Connectors.Single(plug => plug.Id == connectorId), now);
        if (!heard.IsDone) return heard.Refusal;

        List<Action> tellings = [];
        // One that has a socket is back when that is.
        if (chargePoint is { IsVendorManaged: true, LostSince: not null })
        {
            foreach (var witness in witnesses)
            {
                if (await witness.SeeReturnAsync(db, chargePoint, now, cancel) is { } tell) tellings.Add(tell);
            }
        }

        await db.SaveChangesAsync(cancel);
        return (chargePoint, (IReadOnlyList<Action>)tellings);
    }
}
