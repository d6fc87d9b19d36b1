using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>A tariff was added, renamed, or has a newer version.</summary>
public readonly record struct TariffChanged(Guid TariffId);

/// <summary>
/// Adds a tariff, or follows it with a newer version. The same terms again make no version; sessions that have begun keep theirs.
/// </summary>
public sealed class SaveTariff(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <param name="actor">Who.</param>
    /// <param name="id">The tariff's id, chosen by the caller.</param>
    /// <param name="name">Unique among tariffs.</param>
    /// <param name="terms">The terms as they are to be.</param>
    /// <param name="seenVersion">The version the person had before them; a newer one is refused. Null: whatever is there is followed.</param>
    /// <param name="cancel">Gives up before it is saved.</param>
    /// <returns>Number of the version that holds now.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, Guid id, string? name, TariffTerms terms, int? seenVersion, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, name, terms, seenVersion, cancel));
        if (outcome.IsDone) live.Publish(new TariffChanged(id));
        return outcome;
    }

    private async Task<Outcome<int>> TryAsync(Actor actor, Guid id, string? name, TariffTerms terms, int? seenVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.Tariffs.SingleOrDefaultAsync(t => t.Id == id, cancel);
        var outcome = await DecideAsync(db, actor, found, id, name, terms, seenVersion, cancel);

        // A refused change must not ride along with the line that tells of it.
        if (!outcome.IsDone) db.ChangeTracker.Clear();
        audit.Note(db, actor, found is null ? "add tariff" : "change tariff", "tariff", id.ToString(), outcome.Refusal?.Message ?? "done", $"{AuditTrail.Fit(name)}: {TermsText.Write(terms)}");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<int>> DecideAsync(EvOpsDb db, Actor actor, Tariff? found, Guid id, string? name, TariffTerms terms, int? seenVersion, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ManageTariffs, "change tariffs");
        if (!may.IsDone) return may.Refusal;
        if (found is not null && seenVersion is { } seen && seen != found.LatestVersion)
            return Refuse.Conflict("tariff_changed", $"Someone else has changed {found.Name} since you opened it. Open it again to see what is there now.");

        if (Tariff.FaultsOf(name, terms) is { } faults) return faults;

        var now = time.GetUtcNow();
        var tariff = found ?? new Tariff(id, terms.Currency, now);
        var renamed = tariff.Rename(name);
        if (!renamed.IsDone) return renamed.Refusal;
        if (await db.Tariffs.AnyAsync(t => t.Id != id && t.Name == tariff.Name, cancel)) return Refuse.Conflict("tariff_name_taken", $"There is another tariff named {tariff.Name}.");
        if (found is not null && await IsAsLatestAsync(db, found, terms, cancel)) return found.LatestVersion;

        var version = tariff.Follow(terms, actor.Name, now);
        if (!version.IsDone) return version.Refusal;
        if (found is null) db.Tariffs.Add(tariff);
        db.TariffVersions.Add(version.Value);
        return version.Value.Number;
    }

    private static async Task<bool> IsAsLatestAsync(EvOpsDb db, Tariff tariff, TariffTerms terms, CancellationToken cancel)
    {
        var latest = await db.TariffVersions.AsNoTracking().SingleAsync(v => v.TariffId == tariff.Id && v.Number == tariff.LatestVersion, cancel);
        return TermsText.Write(latest.Terms) == TermsText.Write(terms.Tidy());
    }
}
