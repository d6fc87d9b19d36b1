using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

/// <summary>What became of a message, in a word and, where it went wrong, a sentence.</summary>
public sealed record MessageWords(Status Is, string? Detail = null)
{
    public static MessageWords Of(OcppMessage message) => message.Outcome switch
    {
        MessageOutcome.UnderWay => new(new Status(Tone.Charging, Glyph.Waiting, "Under way")),
        MessageOutcome.Answered => new(new Status(Tone.Available, Glyph.Done, StatusIn(message) ?? "Answered")),
        MessageOutcome.Repeated => new(new Status(Tone.Offline, Glyph.Done, "Repeated", "The same message came again; it was answered as before.")),
        MessageOutcome.Odd => new(new Status(Tone.Attention, Glyph.Attention, "Answered, odd", "It was understood though it is not as the standard has it."), message.Result![MessageResults.Remarks.Length..]),
        MessageOutcome.Declined => new(new Status(Tone.Attention, Glyph.Attention, StatusIn(message) ?? "Declined")),
        MessageOutcome.Error => Error(message),
        MessageOutcome.NoAnswer => new(new Status(Tone.Attention, Glyph.Waiting, "No answer")),
        MessageOutcome.ConnectionLost => new(new Status(Tone.Offline, Glyph.Offline, "Connection lost")),
        MessageOutcome.GivenUp => new(new Status(Tone.Offline, Glyph.Cancelled, "Given up", "Whoever asked did not wait for the answer.")),
    };

    // "PropertyConstraintViolation: connectorId must not be negative"
    private static MessageWords Error(OcppMessage message)
    {
        var code = message.ErrorCode!;
        var words = message.Result!.Length > code.Length + 2 ? message.Result[(code.Length + 2)..] : null;
        return new(new Status(Tone.Fault, Glyph.Fault, code), words);
    }

    private static string? StatusIn(OcppMessage message) => message.Direction == MessageDirection.Out ? MessageResults.StatusIn(message.Result!) : null;
}
