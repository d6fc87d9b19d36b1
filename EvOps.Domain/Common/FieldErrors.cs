namespace EvOps.Domain.Common;

/// <summary>Collects what is wrong with a request, field by field, so that whoever sent it hears all of it at once.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>What was found; null when nothing was.</summary>
    public Refusal? Refusal => errors.Count == 0
        ? null
        : new Refusal(RefusalKind.Invalid, "invalid_request", string.Join(" ", errors.Values.SelectMany(sentences => sentences)), errors);

    /// <summary>Notes the sentence unless the field is fine.</summary>
    public void Check(bool isFine, string field, string sentence)
    {
        if (isFine) return;
        errors[field] = errors.TryGetValue(field, out var others) ? [.. others, sentence] : [sentence];
    }
}
