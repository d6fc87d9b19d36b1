using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Alerts;

/// <summary>
/// A room's rules: what is wrong now, as far as this room can tell. Asked again and again; whatever it can judge and does not tell any
/// more is over. What it cannot judge, because the house has just begun or something is away, it leaves open: so a restart loses
/// nothing, and nothing is called over that nobody has seen to be over.
/// </summary>
public interface IAlertSource
{
    /// <summary>What its rules are about, as a sentence needs it: "chargers".</summary>
    string About { get; }

    /// <summary>The rules it judges: their alerts stand as they are while it fails.</summary>
    IReadOnlyList<AlertRule> Rules { get; }

    /// <summary>What changes the answer, so that nobody has to wait for the next round; ends when it is disposed.</summary>
    IEnumerable<IDisposable> Follow(LiveFeed live, Action look);

    Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel);

    /// <summary>What is seen now that shows an alert of these rules to be over, as a sentence.</summary>
    Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel);
}

/// <summary>A rule, as its alerts name it and as people read it.</summary>
/// <param name="Name">In one word: "charger_offline".</param>
/// <param name="Words">When it raises an alert, with the numbers that are set here.</param>
public sealed record AlertRule(string Name, string Words);

/// <summary>One look at what is wrong.</summary>
/// <param name="Open">The alerts that are open.</param>
public sealed record AlertLook(EvOpsDb Db, DateTimeOffset Now, IReadOnlyList<Alert> Open)
{
    private readonly HashSet<string> keys = [.. Open.Select(alert => alert.Key)];

    public bool IsOpen(string key) => keys.Contains(AlertSignal.KeyOf(key));

    public IEnumerable<Alert> OpenOf(string rule) => Open.Where(alert => alert.Rule == rule);
}

/// <summary>What came of a look: what is wrong, what nobody can tell just now, and what is part of something larger.</summary>
public sealed class AlertFindings
{
    private readonly List<AlertSignal> signals = [];
    private readonly HashSet<string> unknown = [];
    private readonly Dictionary<string, string> merged = [];

    public AlertFindings(params IEnumerable<AlertSignal> signals) => this.signals.AddRange(signals);

    public IReadOnlyList<AlertSignal> Signals => signals;

    public void Raise(AlertSignal signal) => signals.Add(signal);

    /// <summary>Nobody can tell just now: what is open stays open, and nothing is raised.</summary>
    public void LeaveOpen(string key) => unknown.Add(AlertSignal.KeyOf(key));

    /// <summary>It is part of an incident, which stands for it.</summary>
    public void Merge(string key, string incident) => merged[AlertSignal.KeyOf(key)] = AlertSignal.KeyOf(incident);

    public bool IsUnknown(string key) => unknown.Contains(key);

    /// <summary>The key of the incident it is part of; null where it is part of none.</summary>
    public string? IncidentOf(string key) => merged.GetValueOrDefault(key);

    internal void Add(AlertFindings more)
    {
        signals.AddRange(more.signals);
        unknown.UnionWith(more.unknown);
        foreach (var (key, incident) in more.merged) merged[key] = incident;
    }
}
