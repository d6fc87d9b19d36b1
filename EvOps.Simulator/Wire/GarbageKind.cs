namespace EvOps.Simulator;

/// <summary>Ways in which a message can be wrong.</summary>
public enum GarbageKind
{
    /// <summary>Text that is not JSON, as some firmware writes it: a key without its value.</summary>
    NotJson,

    /// <summary>JSON, but an object instead of an array.</summary>
    NotAnArray,

    /// <summary>A CALL that ends after its message id.</summary>
    TooShort,

    /// <summary>A CALL whose message id is a number.</summary>
    NumericMessageId,

    /// <summary>Message type 9 (OCPP-J 1.6 §4.1.3).</summary>
    UnknownMessageType,

    /// <summary>A CALL for an action nobody knows.</summary>
    UnknownAction,

    /// <summary>A CALLRESULT nobody asked for.</summary>
    UnexpectedResult,

    /// <summary>StatusNotification whose connectorId is a text.</summary>
    WrongFieldType,

    /// <summary>StartTransaction without its idTag.</summary>
    MissingField,

    /// <summary>StatusNotification with a status that does not exist.</summary>
    UnknownEnumValue,

    /// <summary>Heartbeat whose payload is an array.</summary>
    PayloadIsArray,

    /// <summary>Heartbeat with three megabytes of padding.</summary>
    Huge,

    /// <summary>An empty text message.</summary>
    Empty,

    /// <summary>A binary message.</summary>
    Binary,
}
