namespace EvOps.Infrastructure.Ocpp;

/// <summary>What keeps a text message from being an OCPP-J frame.</summary>
public enum FrameFaultKind
{
    /// <summary>Not JSON, or not valid UTF-8.</summary>
    NotJson,

    /// <summary>JSON, and not an array.</summary>
    NotAnArray,

    /// <summary>Too few or too many elements for its message type.</summary>
    WrongArity,

    /// <summary>The message id is absent or neither text nor number.</summary>
    MissingId,

    /// <summary>A CALL whose action is not a text.</summary>
    MissingAction,

    /// <summary>A message type other than 2, 3 and 4: to be ignored in 1.6 (OCPP-J 1.6 §4.1.3).</summary>
    UnknownMessageType,
}

/// <summary>Why a message could not be taken as a frame, and how much of it could be read before that.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Type">The message type, if it was read and is one of 1.6.</param>
/// <param name="MessageIdRaw">The id's JSON token, to be echoed; empty if it could not be read.</param>
/// <param name="Action">The action of a CALL, if it was read.</param>
/// <param name="Explanation">The fault in words, fit for a CALLERROR and for the log.</param>
public readonly record struct FrameFault(
    FrameFaultKind Kind, OcppMessageType? Type, ReadOnlyMemory<byte> MessageIdRaw, string? Action, string Explanation)
{
    /// <summary>An id could be read, so the message has a name to be answered or matched by.</summary>
    public bool HasId => !MessageIdRaw.IsEmpty;

    /// <summary>It was a CALL and has an id: answer with a FormationViolation. Never answer a result or an unknown type.</summary>
    public bool CanBeAnswered => HasId && Type == OcppMessageType.Call;
}
