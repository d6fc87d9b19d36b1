using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>The disk under a database file.</summary>
public sealed class DiskAlerts(IOptions<AlertsOptions> options) : IAlertSource
{
    public string About => "the disk";

    public IReadOnlyList<AlertRule> Rules => [new("disk_low", $"Less than {options.Value.LowDiskMegabytes} MB are free where the database lies.")];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [];

    public Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = new AlertFindings();
        if (FreeMegabytes(look.Db) is { } free && free < options.Value.LowDiskMegabytes)
            findings.Raise(new(
                "disk-low", "disk_low", AlertSeverity.Critical, $"Only {Rounded(free)} are free where the database lies",
                "When it is full nothing can be saved, and chargers are not answered. Make room, or move the database.", "/", look.Now));
        return Task.FromResult(findings);
    }

    public Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel) =>
        Task.FromResult(FreeMegabytes(db) is { } free ? $"{Rounded(free)} are free where the database lies." : "The database is no file of this machine any more.");

    // What changes with every write would be news with every look.
    private static string Rounded(long megabytes) => megabytes < 10 ? $"{megabytes} MB" : $"{megabytes / 10 * 10} MB";

    private static long? FreeMegabytes(EvOpsDb db)
    {
        if (!db.Database.IsSqlite()) return null;
        var folder = Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource))!;
        return new DriveInfo(folder).AvailableFreeSpace / 1_000_000;
    }
}
