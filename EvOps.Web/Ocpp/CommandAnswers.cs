using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Ocpp;

namespace EvOps.Web.Ocpp;

/// <summary>A command that was sent, and what came back; null while the charger thinks.</summary>
/// <param name="Sent">In words: "Unlock connector 2".</param>
public sealed record CommandAnswer(Guid Id, string Action, string Sent, JsonElement Request, DateTimeOffset At, CommandResult? Result = null, TimeSpan Took = default);

/// <summary>What a person sent and was answered, per charger: it stays on the screen while the console is open, also when another page was looked at meanwhile.</summary>
public sealed class CommandAnswers
{
    private const int MostOfOneCharger = 30;

    private readonly Dictionary<string, List<CommandAnswer>> byCharger = new(StringComparer.Ordinal);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<CommandAnswer> Of(string charger) => byCharger.TryGetValue(charger, out var answers) ? answers : [];

    public void Put(string charger, CommandAnswer answer)
    {
        if (!byCharger.TryGetValue(charger, out var answers)) byCharger[charger] = answers = [];
        var known = answers.FindIndex(one => one.Id == answer.Id);
        if (known >= 0) answers[known] = answer;
        else answers.Insert(0, answer);
        if (answers.Count > MostOfOneCharger) answers.RemoveAt(MostOfOneCharger);
    }
}
