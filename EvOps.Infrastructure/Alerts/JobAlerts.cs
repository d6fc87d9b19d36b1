using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Jobs that keep failing. What ran before the house began is forgotten: until a job has run well nobody says that it does.</summary>
public sealed class JobAlerts(JobBoard board, ListJobs jobs) : IAlertSource
{
    private const string Failing = "job_failing";

    private const int FailuresInARow = 3;

    private static readonly Actor House = Actor.House("alerts");

    public string About => "jobs";

    public IReadOnlyList<AlertRule> Rules { get; } = [new(Failing, $"A job failed {FailuresInARow} times in a row.")];

    // Three failures in a row are no matter of a second, and some job runs in every.
    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = new AlertFindings(
            from name in board.Names
            let runs = board.RunsOf(name)
            where runs.Count >= FailuresInARow && runs.Take(FailuresInARow).All(run => run.Failure is not null)
            select new AlertSignal(
                Key(name), Failing, AlertSeverity.Critical, $"The job “{name}” keeps failing", runs[0].Failure!, "/jobs", runs.TakeWhile(run => run.Failure is not null).Last().At, Needs: Permission.ManageJobs));
        if (!look.OpenOf(Failing).Any()) return findings;

        foreach (var job in (await jobs.RunAsync(House, cancel)).Value.Where(job => job.Runs is [] or [{ Failure: not null }, ..])) findings.LeaveOpen(Key(job.Name));
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var job = (await jobs.RunAsync(House, cancel)).Value.Find(job => Key(job.Name) == over.Key);
        return job is { Runs: [var last, ..] } ? $"“{job.Name}” ran without a failure at {last.At:HH:mm} UTC." : "There is no such job any more.";
    }

    private static string Key(string name) => AlertSignal.KeyOf($"job/{name}");
}
