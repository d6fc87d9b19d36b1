using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

public enum MessageDirection
{
    /// <summary>From the charger.</summary>
    In,

    /// <summary>To the charger.</summary>
    Out,
}

/// <summary>What became of a message.</summary>
public enum MessageOutcome
{
    /// <summary>Not answered yet.</summary>
    UnderWay,

    Answered,

    /// <summary>Heard before; it got the same answer again.</summary>
    Repeated,

    /// <summary>Understood, though it is not as the standard has it.</summary>
    Odd,

    /// <summary>The charger understood, and does not do it: Rejected, NotSupported and their like.</summary>
    Declined,

    /// <summary>A CALLERROR, either way, or nothing that can be read.</summary>
    Error,

    NoAnswer,

    ConnectionLost,

    /// <summary>Whoever asked did not wait for the answer.</summary>
    GivenUp,
}

/// <summary>A CALL with what came of it: one line of a charger's timeline. Secrets are taken out before it is made.</summary>
public sealed class OcppMessage
{
    public const int LongestText = 255;

    public long Id { get; init; }

    public Guid ChargePointId { get; init; }

    /// <summary>When it was said. No two of a charger have the same, so that this is their order, and where a page of them ends.</summary>
    public DateTimeOffset At { get; init; }

    public MessageDirection Direction { get; init; }

    public string Action { get; init; } = "";

    public string MessageId { get; init; } = "";

    /// <summary>JSON as it was sent; anything at all where it could not be read, and cut where it is very long.</summary>
    public string Payload { get; init; } = "";

    public MessageOutcome Outcome { get; init; }

    /// <summary>"ok" with remarks, an error code with its words, or the charger's answer as JSON; null while it is under way.</summary>
    public string? Result { get; init; }

    /// <summary>Milliseconds from the message to its answer.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>The id of what it belongs to, as log and audit trail have it; null where nothing has begun one.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The code of the CALLERROR that it was answered with.</summary>
    public string? ErrorCode => Outcome == MessageOutcome.Error ? Result!.Split(": ", 2)[0] : null;

    /// <summary>Something a person may want to look at.</summary>
    public bool IsTrouble => Outcome is MessageOutcome.Odd or MessageOutcome.Declined or MessageOutcome.Error or MessageOutcome.NoAnswer;
}

/// <summary>The words in which a connection tells what became of a message, and what they mean.</summary>
public static class MessageResults
{
    public const string Ok = "ok", Remarks = "ok, with remarks: ", Repeated = "ok (repeated)", NoAnswer = "no answer", ConnectionLost = "connection lost", GivenUp = "given up";

    public static MessageOutcome OutcomeOf(MessageDirection direction, string? result) => (direction, result) switch
    {
        (_, null) => MessageOutcome.UnderWay,
        (_, ConnectionLost) => MessageOutcome.ConnectionLost,
        (MessageDirection.In, Ok) => MessageOutcome.Answered,
        (MessageDirection.In, Repeated) => MessageOutcome.Repeated,
        (MessageDirection.In, { } words) => words.StartsWith(Remarks, StringComparison.Ordinal) ? MessageOutcome.Odd : MessageOutcome.Error,
        (MessageDirection.Out, NoAnswer) => MessageOutcome.NoAnswer,
        (MessageDirection.Out, GivenUp) => MessageOutcome.GivenUp,
        (MessageDirection.Out, ['{' or '[', ..] answer) => IsYes(StatusIn(answer)) ? MessageOutcome.Answered : MessageOutcome.Declined,
        (MessageDirection.Out, { }) => MessageOutcome.Error,
        _ => throw new InvalidOperationException($"No such direction: {direction}."),
    };

    /// <summary>The status that a charger's answer names; null where it names none.</summary>
    public static string? StatusIn(string answer)
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

    private static bool IsYes(string? status) => status is null or "Accepted" or "Unlocked" or "Scheduled" or "RebootRequired";
}
