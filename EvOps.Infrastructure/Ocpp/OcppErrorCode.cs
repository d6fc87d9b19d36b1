namespace EvOps.Infrastructure.Ocpp;

/// <summary>The error codes of a CALLERROR (OCPP-J 1.6, table 7). The members are the wire spellings, misspelling included.</summary>
public enum OcppErrorCode
{
    /// <summary>The action is not known at all.</summary>
    NotImplemented,

    /// <summary>The action is known and switched off.</summary>
    NotSupported,
    InternalError,

    /// <summary>The payload is incomplete.</summary>
    ProtocolError,
    SecurityError,

    /// <summary>The message or its payload has not the form of one.</summary>
    FormationViolation,

    /// <summary>A field has the right type and a value that is not allowed.</summary>
    PropertyConstraintViolation,

    /// <summary>A required field is missing. 1.6 spells it with one r.</summary>
    OccurenceConstraintViolation,

    /// <summary>A field has the wrong JSON type.</summary>
    TypeConstraintViolation,
    GenericError,
}

/// <summary>Reads the codes as chargers spell them.</summary>
public static class OcppErrorCodes
{
    /// <summary>
    /// Understands the 1.6 spellings and those of 2.x ("FormatViolation", "OccurrenceConstraintViolation"), which many
    /// chargers send on 1.6 too. Null for a text that is neither.
    /// </summary>
    public static OcppErrorCode? Find(string text) => text switch
    {
        nameof(OcppErrorCode.NotImplemented) => OcppErrorCode.NotImplemented,
        nameof(OcppErrorCode.NotSupported) or "MessageTypeNotSupported" => OcppErrorCode.NotSupported,
        nameof(OcppErrorCode.InternalError) => OcppErrorCode.InternalError,
        nameof(OcppErrorCode.ProtocolError) => OcppErrorCode.ProtocolError,
        nameof(OcppErrorCode.SecurityError) => OcppErrorCode.SecurityError,
        nameof(OcppErrorCode.FormationViolation) or "FormatViolation" or "RpcFrameworkError" => OcppErrorCode.FormationViolation,
        nameof(OcppErrorCode.PropertyConstraintViolation) => OcppErrorCode.PropertyConstraintViolation,
        nameof(OcppErrorCode.OccurenceConstraintViolation) or "OccurrenceConstraintViolation" => OcppErrorCode.OccurenceConstraintViolation,
        nameof(OcppErrorCode.TypeConstraintViolation) => OcppErrorCode.TypeConstraintViolation,
        nameof(OcppErrorCode.GenericError) => OcppErrorCode.GenericError,
        _ => null,
    };
}
