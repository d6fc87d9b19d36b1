using System.Text.Json;
using System.Text.RegularExpressions;

namespace EvOps.Web.Common.Api;

/// <summary>
/// What the framework could not read of a request, said in the house's own words, with the field's name. Its own messages speak
/// of types and parameters that the caller has never seen.
/// </summary>
public static partial class RequestFaults
{
    public static Failure Of(BadHttpRequestException fault)
    {
        if (fault.InnerException is JsonException json) return OfJson(json);
        if (FailedBinding().Match(fault.Message) is { Success: true } binding)
        {
            var field = CamelCase(binding.Groups["name"].Value);
            return Field(field, $"{field} cannot be \"{binding.Groups["value"].Value}\".");
        }
        if (MissingParameter().Match(fault.Message) is { Success: true } missing)
        {
            var field = CamelCase(missing.Groups["name"].Value);
            return missing.Groups["place"].Value.Contains("body", StringComparison.Ordinal) ? MissingBody() : Field(field, $"{field} is needed.");
        }
        if (fault.Message.Contains("no body was provided", StringComparison.Ordinal)) return MissingBody();
        return new Failure("The request cannot be read.", "invalid_request");
    }

    private static Failure OfJson(JsonException fault)
    {
        var field = fault.Path?.TrimStart('$').TrimStart('.') ?? "";
        if (MissingProperties().Match(fault.Message) is { Success: true } missing)
        {
            var names = QuotedName().Matches(missing.Groups["names"].Value).Select(match => Join(field, match.Groups["name"].Value)).ToList();
            var errors = names.ToDictionary(name => name, name => new[] { $"{name} is needed." });
            return new Failure($"{Listed(names)} {(names.Count == 1 ? "is" : "are")} needed.", "invalid_request", errors);
        }
        if (fault is WrongValueException) return Field(field, $"{Name(field)} {fault.Message}");
        if (field.Length > 0 && fault.Message.Contains("null", StringComparison.Ordinal)) return Field(field, $"{field} must have a value.");
        if (fault.Message.Contains("could not be converted", StringComparison.Ordinal)) return Field(field, $"{Name(field)} must be {WantedInWords(fault)}.");
        if (fault.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)) return Field(field, $"{Name(field)} stands there twice.");

        var where = fault.LineNumber is { } line ? $" (line {line + 1}, position {fault.BytePositionInLine + 1})" : "";
        return new Failure($"The body is not valid JSON{where}.", "invalid_json");
    }

    private static Failure Field(string field, string sentence) =>
        new(sentence, "invalid_request", field.Length == 0 ? null : new Dictionary<string, string[]> { [field] = [sentence] });

    private static Failure MissingBody() => new("A JSON body is needed.", "invalid_request");

    /// <summary>What would have fitted. Where a single value is wrong, only the inner message knows what was asked for.</summary>
    private static string WantedInWords(JsonException fault) => (fault.InnerException?.Message ?? fault.Message) switch
    {
        var message when message.Contains("Guid", StringComparison.Ordinal) => "an id (GUID)",
        var message when message.Contains("as a string", StringComparison.Ordinal) => "a text",
        var message when message.Contains("as a boolean", StringComparison.Ordinal) => "true or false",
        var message when message.Contains("an Int", StringComparison.Ordinal) => "a whole number",
        var message when message.Contains("as a number", StringComparison.Ordinal) || message.Contains("out of bounds", StringComparison.Ordinal) || message.Contains("Decimal", StringComparison.Ordinal)
            || message.Contains("Double", StringComparison.Ordinal) => "a number",
        var message when message.Contains("List`1", StringComparison.Ordinal) || message.Contains("[]", StringComparison.Ordinal) => "a list",
        _ => "a JSON object",
    };

    private static string Name(string field) => field.Length == 0 ? "The body" : field;

    private static string Join(string field, string name) => field.Length == 0 ? name : $"{field}.{name}";

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Listed(List<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";

    [GeneratedRegex("""^Failed to bind parameter ".*?(?<name>\w+)" from "(?<value>.*)"\.""", RegexOptions.Singleline)]
    private static partial Regex FailedBinding();

    [GeneratedRegex("""^Required parameter ".*?(?<name>\w+)" was not provided from (?<place>.*)\.""")]
    private static partial Regex MissingParameter();

    [GeneratedRegex("""missing required properties[^:]*: ?(?<names>.*)$""")]
    private static partial Regex MissingProperties();

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex QuotedName();
}
