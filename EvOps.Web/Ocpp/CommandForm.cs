using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;

namespace EvOps.Web.Ocpp;

/// <summary>How a field of a command is filled in.</summary>
public enum CommandFieldKind
{
    Text,

    /// <summary>Names, separated by commas; sent as a list.</summary>
    Names,

    /// <summary>One of the words of the standard.</summary>
    Choice,

    /// <summary>One of the charger's connectors.</summary>
    Connector,

    /// <summary>One of its connectors, or all of it (0).</summary>
    ConnectorOrAll,

    /// <summary>One of the transactions that run on it.</summary>
    Transaction,

    /// <summary>A whole number of a person's own.</summary>
    Number,
}

/// <param name="Name">As OCPP names it.</param>
/// <param name="Choices">The standard's word, and ours.</param>
/// <param name="Optional">What leaving it empty means; null where it must be there.</param>
public sealed record CommandField(
    string Name, string Label, CommandFieldKind Kind, IReadOnlyList<(string Value, string Words)>? Choices = null, string? Optional = null, string? Hint = null, int Longest = 500);

/// <summary>What a command is about to be sent to, and with what.</summary>
/// <param name="Open">The sessions that are open on the charger.</param>
public sealed record CommandDraft(ChargePointRow Charger, IReadOnlyList<LiveSession> Open, IReadOnlyDictionary<string, string> Values)
{
    public string this[string field] => Values.GetValueOrDefault(field, "");

    public int? Number(string field) => int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The session on the connector a field names.</summary>
    public LiveSession? SessionAt(string field) => Open.FirstOrDefault(session => session.ConnectorNumber == Number(field));
}

/// <summary>One OCPP command as a person sends it: in his words, with its consequence said beforehand.</summary>
/// <param name="Words">Verb first: "Restart".</param>
/// <param name="Does">The button: what this click does.</param>
/// <param name="Consequences">What will happen, a sentence each.</param>
/// <param name="IsDangerous">Ends, costs or removes something.</param>
public sealed record CommandForm(
    string Action, string Words, IReadOnlyList<CommandField> Fields,
    Func<CommandDraft, string> Does, Func<CommandDraft, IReadOnlyList<string>> Consequences, Func<CommandDraft, bool> IsDangerous)
{
    /// <summary>The OCPP request; the use case checks it again.</summary>
    public JsonElement RequestOf(IReadOnlyDictionary<string, string> values)
    {
        var request = new JsonObject();
        foreach (var field in Fields)
        {
            var value = values.GetValueOrDefault(field.Name, "").Trim();
            if (value.Length == 0 && (field.Optional is not null || field.Kind != CommandFieldKind.Text)) continue;
            request[field.Name] = NodeOf(field.Kind, value);
        }
        return JsonSerializer.SerializeToElement(request);
    }

    private static JsonNode NodeOf(CommandFieldKind kind, string value) => kind switch
    {
        CommandFieldKind.Text or CommandFieldKind.Choice => JsonValue.Create(value),
        CommandFieldKind.Names => new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => JsonValue.Create(name))]),
        // What is no whole number goes as it is, and is refused with the field's name.
        CommandFieldKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(value),
        CommandFieldKind.Connector or CommandFieldKind.ConnectorOrAll or CommandFieldKind.Transaction => JsonValue.Create(int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)),
    };
}
