using System.Text.Json;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

/// <summary>What became of a message, in a word and, where it went wrong, a sentence.</summary>
public sealed record MessageWords(Status Is, string? Detail = null)
{
    private const string Ok = "ok", Remarks = "ok, with remarks: ", Repeated = "ok (repeated)";

    /// <summary>Something a person may want to look at.</summary>
    public bool IsTrouble => Is.IsLoud;

    public static MessageWords Of(LoggedMessage message) => (message.Direction, message.Result) switch
    {
        (_, null) => new(new Status(Tone.Charging, Glyph.Waiting, "Under way")),
        (MessageDirection.In, Ok) => new(new Status(Tone.Available, Glyph.Done, "Answered")),
        (MessageDirection.In, Repeated) => new(new Status(Tone.Offline, Glyph.Done, "Repeated", "The same message came again; it was answered as before.")),
        (MessageDirection.In, { } result) when result.StartsWith(Remarks, StringComparison.Ordinal) =>
            new(new Status(Tone.Attention, Glyph.Attention, "Answered, odd", "It was understood though it is not as the standard has it."), result[Remarks.Length..]),
        (MessageDirection.In, { } error) => Error(error),
        (MessageDirection.Out, "no answer") => new(new Status(Tone.Attention, Glyph.Waiting, "No answer")),
        (MessageDirection.Out, "connection lost") => new(new Status(Tone.Offline, Glyph.Offline, "Connection lost")),
        (MessageDirection.Out, { } answer) when answer.StartsWith('{') || answer.StartsWith('[') => OfAnswer(answer),
        (MessageDirection.Out, { } error) => Error(error),
        _ => new(new Status(Tone.Offline, Glyph.Unknown, "Unknown")),
    };

    // "PropertyConstraintViolation: connectorId must not be negative"
    private static MessageWords Error(string result)
    {
        var split = result.Split(": ", 2);
        return new(new Status(Tone.Fault, Glyph.Fault, split[0]), split.Length > 1 && split[1].Length > 0 ? split[1] : null);
    }

    private static MessageWords OfAnswer(string answer)
    {
        var word = Word(answer);
        var isYes = word is null or "Accepted" or "Unlocked" or "Scheduled" or "RebootRequired";
        return new(isYes ? new Status(Tone.Available, Glyph.Done, word ?? "Answered") : new Status(Tone.Attention, Glyph.Attention, word!));
    }

    private static string? Word(string answer)
    {
        try
        {
            using var parsed = JsonDocument.Parse(answer);
            return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("status", out var status) ? status.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
