using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

/// <summary>A charger's answer in words.</summary>
/// <param name="Meaning">What it means.</param>
/// <param name="Next">The sensible next step; null where there is nothing left to do.</param>
public sealed record AnswerWords(Status Is, string Meaning, string? Next = null)
{
    public static AnswerWords Of(string action, CommandResult result, string? makeAndModel)
    {
        if (result.Outcome.IsDone) return OfResponse(action, result.Outcome.Value, makeAndModel ?? "this model");
        return result.Error is { } error ? OfError(error.CodeText, makeAndModel ?? "this model") : OfRefusal(result.Outcome.Refusal);
    }

    private static AnswerWords OfResponse(string action, JsonElement response, string model)
    {
        var status = response.ValueKind == JsonValueKind.Object && response.TryGetProperty("status", out var word) && word.ValueKind == JsonValueKind.String ? word.GetString()! : "";
        return (action, status) switch
        {
            (OcppActions.UnlockConnector, "Unlocked") => Done("Unlocked", "The cable is free."),
            (OcppActions.UnlockConnector, "UnlockFailed") => Bad("Unlock failed", "The lock did not open, mostly because the plug is under tension or something is stuck.",
                "Ask the driver to push the plug in and try once more. Then a soft restart; then somebody has to go there."),
            (OcppActions.UnlockConnector, "NotSupported") => Bad("Not supported", "This connector has no lock that can be opened from here: a socket without one, or a fixed cable.",
                $"If a cable is stuck: stop the session, take the connector out of service, try a soft restart. Then call the maker of {model}."),

            (OcppActions.Reset, "Accepted") => Done("Accepted", "It restarts now.", "Its connection drops and comes back within a minute or two; the messages below show its boot."),
            (OcppActions.Reset, "Rejected") => Bad("Rejected", "It will not restart now, mostly because a session runs or an update is installed.",
                "Stop what runs there and try again; then try the hard restart."),

            (OcppActions.TriggerMessage, "Accepted") => Done("Accepted", "It sends the message; see below."),
            (OcppActions.TriggerMessage, "Rejected") => Bad("Rejected", "It will not send this message now.", "Wait a moment and ask again; a connector that does not exist is rejected too."),
            (OcppActions.TriggerMessage, "NotImplemented") => Bad("Not implemented", $"{model} cannot be asked for this message.", "It sends it by itself when there is reason to."),

            (OcppActions.ChangeAvailability, "Accepted") => Done("Accepted", "Done; its state follows."),
            (OcppActions.ChangeAvailability, "Scheduled") => Wait("Scheduled", "It does so when the running session has ended."),
            (OcppActions.ChangeAvailability, "Rejected") => Bad("Rejected", "It will not change, mostly because of a fault or a connector that does not exist.",
                "Look at the connector's state above; a soft restart may help."),

            (OcppActions.RemoteStartTransaction, "Accepted") => Wait("Accepted", "It is willing; the session begins when a car is plugged in.", "If nothing comes within a minute or two, have the driver plug in again."),
            (OcppActions.RemoteStartTransaction, "Rejected") => Bad("Rejected", "It will not start: the connector is in use, out of service, faulty or reserved.", "Look at the connector's state above."),
            (OcppActions.RemoteStopTransaction, "Accepted") => Done("Accepted", "It stops; the session ends with its last reading."),
            (OcppActions.RemoteStopTransaction, "Rejected") => Bad("Rejected", "It does not know this transaction, or will not stop it.", "Ask for the state of its connectors. If it charges still, restart it softly: that ends the session with a reading."),

            (OcppActions.ChangeConfiguration, "Accepted") => Done("Accepted", "The setting has changed."),
            (OcppActions.ChangeConfiguration, "RebootRequired") => Wait("Reboot required", "It is stored and counts after a restart.", "Restart it softly when no session runs."),
            (OcppActions.ChangeConfiguration, "Rejected") => Bad("Rejected", "It knows the key and refuses the value, or the key cannot be written.", "Read the setting to see its present value and whether it is read-only."),
            (OcppActions.ChangeConfiguration, "NotSupported") => Bad("Not supported", $"{model} has no such key.", "Read its settings without a key to see which it has; capitals may matter."),
            (OcppActions.GetConfiguration, _) => Done("Answered", SettingsIn(response)),

            (OcppActions.ClearCache, "Accepted") => Done("Accepted", "It has forgotten the tags it knew."),
            (OcppActions.ClearCache, "Rejected") => Bad("Rejected", "It has no cache, or keeps it.", "Nothing is lost: blocked tags are refused at their next start while it is connected."),

            (OcppActions.DataTransfer, "Accepted") => Done("Accepted", "It took the message."),
            (OcppActions.DataTransfer, "UnknownVendorId") => Bad("Unknown maker", "It does not know this maker's name.", "Compare it with the manual; capitals matter."),
            (OcppActions.DataTransfer, "UnknownMessageId") => Bad("Unknown message", "It knows the maker and not the message.", "Compare it with the manual of its firmware."),
            (OcppActions.DataTransfer, "Rejected") => Bad("Rejected", "It understood, and will not.", "The data may say why; see the answer."),
            (OcppActions.ReserveNow, "Accepted") => Done("Accepted", "It keeps the connector."),
            (OcppActions.ReserveNow, "Occupied") => Bad("Occupied", "The connector is in use, or kept for somebody else.", "Take another one, or wait for it."),
            (OcppActions.ReserveNow, "Faulted") => Bad("Faulted", "The connector reports a fault.", "Take another one; see its fault above."),
            (OcppActions.ReserveNow, "Unavailable") => Bad("Unavailable", "The connector is out of service.", "Put it in service first, or take another one."),
            (OcppActions.ReserveNow, "Rejected") => Bad("Rejected", "It keeps no connectors.", "Bookings keep them from here all the same."),
            (OcppActions.CancelReservation, "Accepted") => Done("Accepted", "The connector is anybody's again."),
            (OcppActions.CancelReservation, "Rejected") => Bad("Rejected", "It knows of no such reservation.", "Compare the number; it may have run out by itself."),

            (_, "") => new(new(Tone.Attention, Glyph.Unknown, "No status"), "It answered without saying whether it did.", "See the answer as it came; the maker should know of it."),
            _ => new(new(Tone.Attention, Glyph.Unknown, status), "The standard has no such answer to this command.", "See the answer as it came; the maker should know of it."),
        };
    }

    private static AnswerWords OfError(string code, string model) => code switch
    {
        "NotImplemented" or "NotSupported" => Bad(code, $"{model} does not know this command.", "It may after an update of its firmware; ask the maker."),
        "SecurityError" => Bad(code, "It refuses for reasons of security.", "Compare the keys and certificates of both sides."),
        "InternalError" => Bad(code, "Something failed inside the charger.", "Try once more; then restart it softly."),
        "FormationViolation" or "ProtocolError" or "PropertyConstraintViolation" or "OccurenceConstraintViolation" or "OccurrenceConstraintViolation" or "TypeConstraintViolation" =>
            Bad(code, "It could not read the command, though it was written as the standard asks.", $"Mostly a flaw of the firmware of {model}: send the message as it is to the maker."),
        _ => Bad(code, "It answered with an error.", "Its description says more; try once more, then restart it softly."),
    };

    private static AnswerWords OfRefusal(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.NoAnswer => new(new(Tone.Attention, Glyph.Waiting, "No answer"), "The charger did not answer in time. It may still act.",
            "See whether heartbeats still come in below. If not, its connection is dead and will be given up; if so, try once more."),
        RefusalKind.NotNow => new(new(Tone.Offline, Glyph.Offline, "Not connected"), refusal.Message, "It has to connect first. Is its power or its network down?"),
        RefusalKind.Invalid => new(new(Tone.Attention, Glyph.Attention, "Not sent"), refusal.Message, "Correct the field and send it again."),
        RefusalKind.Forbidden or RefusalKind.NotFound or RefusalKind.Conflict or RefusalKind.BadAnswer or RefusalKind.Unavailable =>
            new(new(Tone.Attention, Glyph.Attention, "Not sent"), refusal.Message),
    };

    /// <summary>Keys and values in an answer to GetConfiguration, by name.</summary>
    public static IEnumerable<(string Key, string? Value, bool IsReadonly)> Settings(JsonElement response) =>
        ListIn(response, "configurationKey")
            .Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("key", out _))
            .Select(one => (
                one.GetProperty("key").ToString(),
                one.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null,
                one.TryGetProperty("readonly", out var isReadonly) && isReadonly.ToString() is "True" or "true"))
            .OrderBy(one => one.Item1, StringComparer.OrdinalIgnoreCase);

    private static string SettingsIn(JsonElement response)
    {
        var unknown = string.Join(", ", ListIn(response, "unknownKey"));
        return unknown.Length > 0 ? $"It does not know {unknown}." : "These are its settings.";
    }

    private static JsonElement[] ListIn(JsonElement response, string field) =>
        response.ValueKind == JsonValueKind.Object && response.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    private static AnswerWords Done(string word, string meaning, string? next = null) => new(new(Tone.Available, Glyph.Available, word), meaning, next);

    private static AnswerWords Wait(string word, string meaning, string? next = null) => new(new(Tone.Charging, Glyph.Waiting, word), meaning, next);

    private static AnswerWords Bad(string word, string meaning, string next) => new(new(Tone.Attention, Glyph.Attention, word), meaning, next);
}
