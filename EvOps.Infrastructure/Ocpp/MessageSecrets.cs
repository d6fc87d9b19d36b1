using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Takes secrets out of what is about to be kept: keys and passwords of a configuration, whichever way it goes, and who signs in by an
/// address (ftp://user:password@host). The message itself goes over the wire as it is.
/// </summary>
public static partial class MessageSecrets
{
    public const string Mask = "***";

    private const string Unreadable = "*** (not kept: it names a secret and cannot be read)";

    private static readonly string[] SecretNames = ["AuthorizationKey", "password", "passwd", "passphrase", "secret"];

    // What is worth a closer look. An escaped letter may hide any of the others.
    private static readonly SearchValues<string> Hints = SearchValues.Create([.. SecretNames, "://", @":\/\/", @"\u"], StringComparison.OrdinalIgnoreCase);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The very same text where there is nothing to hide.</summary>
    public static string Without(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints)) return text;

        try
        {
            var parsed = JsonNode.Parse(text, documentOptions: Strict);
            return Clean(parsed, out var cleaned) ? cleaned?.ToJsonString(Plain) ?? "null" : text;
        }
        catch (JsonException)
        {
            return IsSecret(text) ? Unreadable : SignedInAddress().Replace(text, Mask + "@");
        }
    }

    private static bool IsSecret(string name) => SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>True where something had to go.</summary>
    private static bool Clean(JsonNode? node, out JsonNode? cleaned)
    {
        cleaned = node;
        switch (node)
        {
            case JsonObject one:
                return CleanObject(one);
            case JsonArray many:
                var hasChanged = false;
                for (var i = 0; i < many.Count; i++)
                {
                    if (!Clean(many[i], out var item)) continue;
                    if (!ReferenceEquals(many[i], item)) many[i] = item;
                    hasChanged = true;
                }

                return hasChanged;
            case JsonValue value when value.TryGetValue<string>(out var text):
                // A DataTransfer carries JSON as text.
                var clean = text is ['{' or '[', ..] ? Without(text) : SignedInAddress().Replace(text, Mask + "@");
                if (clean == text) return false;
                cleaned = JsonValue.Create(clean);
                return true;
            default:
                return false;
        }
    }

    private static bool CleanObject(JsonObject one)
    {
        // OCPP 1.6 has {"key", "value"}; 2.x {"variable": {"name"}, "attributeValue"}; vendors have fields of their own.
        var secretField = NameIn(one["key"]) ? "value" : NameIn((one["variable"] as JsonObject)?["name"]) ? "attributeValue" : null;
        var hasChanged = false;
        foreach (var (name, value) in one.ToList())
        {
            if (value is JsonValue && (name == secretField || (IsSecret(name) && value.GetValueKind() == JsonValueKind.String)))
            {
                one[name] = Mask;
                hasChanged = true;
            }
            else if (Clean(value, out var cleaned))
            {
                if (!ReferenceEquals(value, cleaned)) one[name] = cleaned;
                hasChanged = true;
            }
        }

        return hasChanged;
    }

    private static bool NameIn(JsonNode? name) => name is JsonValue value && value.TryGetValue<string>(out var text) && IsSecret(text);

    [GeneratedRegex("""(?<=:(?:\\?/){2})[^\s/"\\?#]+@""")]
    private static partial Regex SignedInAddress();
}
