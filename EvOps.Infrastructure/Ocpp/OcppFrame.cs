using System.Text;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// One OCPP-J message (OCPP-J 1.6 §4.2). It keeps slices of the bytes it was read from, so those must live and stay as they
/// are for as long as the frame is used.
/// </summary>
public readonly struct OcppFrame
{
    private static readonly byte[] EmptyObject = [(byte)'{', (byte)'}'];

    internal OcppFrame(OcppMessageType kind, ReadOnlyMemory<byte> messageIdRaw, string action, ReadOnlyMemory<byte> payload, CallErrorContent? error)
    {
        Kind = kind;
        MessageIdRaw = messageIdRaw;
        Action = action;
        Payload = payload.IsEmpty ? EmptyObject : payload;
        Error = error;
    }

    public OcppMessageType Kind { get; }

    /// <summary>The message id as the JSON token it came as, quotes included. Chargers send numbers too; the echo is verbatim.</summary>
    public ReadOnlyMemory<byte> MessageIdRaw { get; }

    /// <summary>The message id as text; made anew at each call, so read it once.</summary>
    public string MessageId => JsonText.OfToken(MessageIdRaw.Span);

    /// <summary>The action of a CALL; for known actions always the same instance. Empty for the other kinds.</summary>
    public string Action { get; }

    /// <summary>
    /// The payload of a CALL or CALLRESULT, the details of a CALLERROR. An absent or null payload is "{}" (§4.2.1). It is
    /// valid JSON, and not necessarily an object.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>What a CALLERROR says; null for the other kinds.</summary>
    public CallErrorContent? Error { get; }

    /// <summary>
    /// Reads one message. Never throws; whatever is not a frame is described by <paramref name="fault"/>.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out OcppFrame frame, out FrameFault fault) =>
        FrameParser.TryParse(utf8, out frame, out fault);

    public override string ToString() => $"{Kind} {Action} {Encoding.UTF8.GetString(MessageIdRaw.Span)}";
}

/// <summary>The content of a CALLERROR (OCPP-J 1.6 §4.2.3), as tolerant as it can be read: absent parts are empty.</summary>
/// <param name="Code">The code, if it is one of 1.6 or 2.x; null for a maker's own.</param>
/// <param name="CodeText">The code as it was sent.</param>
/// <param name="Description">What the charger says; may be empty.</param>
/// <param name="Details">JSON text, "{}" when absent.</param>
public sealed record CallErrorContent(OcppErrorCode? Code, string CodeText, string Description, string Details);
