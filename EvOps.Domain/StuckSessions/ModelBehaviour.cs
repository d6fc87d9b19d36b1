namespace EvOps.Domain.StuckSessions;

/// <summary>How one remedy has fared on a kind of charger.</summary>
/// <param name="Done">The charger agreed.</param>
/// <param name="NotSupported">It said that it does not know the command.</param>
/// <param name="Cured">The session came right within minutes of it.</param>
public readonly record struct RemedyRecord(int Tried, int Done, int NotSupported, int NoAnswer, int Cured)
{
    private const int EnoughTries = 3;

    /// <summary>The charger says so itself, or has refused each of several times.</summary>
    public bool NeverWorks => Done == 0 && (NotSupported > 0 || Tried - NoAnswer >= EnoughTries);

    /// <summary>It is done each time and helps in none.</summary>
    public bool NeverHelps => !NeverWorks && Cured == 0 && Done >= EnoughTries * 2;
}

/// <summary>What was learned of a kind of charger from what happened. Nothing is assumed of one that nothing happened with.</summary>
/// <param name="Remedies">Those that were tried.</param>
/// <param name="StopsCame">Sessions its chargers ended themselves.</param>
/// <param name="StopsMissing">Sessions somebody else had to end.</param>
/// <param name="ClockSkewSeconds">By how much its clocks differ from ours, the middle of what was seen: positive is ahead. Null where nothing was told.</param>
/// <param name="FalseAlarms">By evidence: how often it was taken back by the session going on.</param>
/// <param name="TrueAlarms">By evidence: how often it was right.</param>
public sealed record ModelBehaviour(
    ChargerModel Model, int Chargers, IReadOnlyDictionary<Remedy, RemedyRecord> Remedies, int StopsCame, int StopsMissing, int? ClockSkewSeconds,
    IReadOnlyDictionary<EvidenceKind, int> FalseAlarms, IReadOnlyDictionary<EvidenceKind, int> TrueAlarms)
{
    private const int EnoughFalseAlarms = 3;

    public RemedyRecord Of(Remedy remedy) => Remedies.GetValueOrDefault(remedy);

    public bool NeverWorks(Remedy remedy) => Of(remedy).NeverWorks;

    /// <summary>Evidence that this kind of charger gives without being stuck, more often than not.</summary>
    public IReadOnlySet<EvidenceKind> Doubtful =>
        FalseAlarms.Where(a => a.Value >= EnoughFalseAlarms && a.Value > TrueAlarms.GetValueOrDefault(a.Key)).Select(a => a.Key).ToHashSet();

    /// <summary>In one sentence how a remedy has fared; null where it was never tried.</summary>
    public string? WordsOf(Remedy remedy) => Of(remedy) switch
    {
        { Tried: 0 } => null,
        { NeverWorks: true, NotSupported: > 0 } => $"Never works on {Model}: it says NotSupported.",
        { NeverWorks: true } record => $"Has never worked on {Model} ({record.Tried} {Times(record.Tried)}).",
        { NeverHelps: true } record => $"{Model} agrees, and it has not helped yet ({record.Done} {Times(record.Done)}).",
        var record => $"On {Model} it was done {record.Done} of {record.Tried} {Times(record.Tried)} and helped {record.Cured} {Times(record.Cured)}.",
    };

    private static string Times(int count) => count == 1 ? "time" : "times";
}
