using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>What became of a CALL of ours.</summary>
/// <param name="Payload">The CALLRESULT's payload; empty unless the charger answered with one.</param>
/// <param name="Error">The CALLERROR, where it answered with that.</param>
public sealed record OcppCallResult(OcppCallOutcome Outcome, ReadOnlyMemory<byte> Payload = default, CallErrorContent? Error = null)
{
    public static readonly OcppCallResult NotConnected = new(OcppCallOutcome.NotConnected);

    public static readonly OcppCallResult NoAnswer = new(OcppCallOutcome.NoAnswer);

    public static readonly OcppCallResult NotAccepted = new(OcppCallOutcome.NotAccepted);

    /// <summary>
    /// Whether the charger failed at it: sent, and not answered, or answered that something broke inside. What it understands and does
    /// not do (Rejected, NotSupported, …) is no failure: it is there, and listens. Null where nothing was sent.
    /// </summary>
    public bool? IsFailure => Outcome switch
    {
        OcppCallOutcome.Answered => false,
        OcppCallOutcome.Error => Error!.CodeText is nameof(OcppErrorCode.InternalError) or nameof(OcppErrorCode.GenericError),
        OcppCallOutcome.NoAnswer => true,
        OcppCallOutcome.NotConnected or OcppCallOutcome.NotAccepted or OcppCallOutcome.HeldBack => null,
    };

    /// <summary>Not sent: the charger's last commands failed. The words say until when.</summary>
    public static OcppCallResult HeldBack(string words) => new(OcppCallOutcome.HeldBack) { Words = words };

    /// <summary>Why it was held back.</summary>
    public string? Words { get; private init; }

    /// <summary>It was sent, then the connection ended: as without an answer, nobody knows whether the charger acts.</summary>
    public static readonly OcppCallResult ConnectionLost = new(OcppCallOutcome.NoAnswer);

    /// <summary>In the words of features, given how the payload says yes or no.</summary>
    public LinkAnswer ToLinkAnswer(Func<ReadOnlyMemory<byte>, (bool IsYes, string Words)> read)
    {
        switch (Outcome)
        {
            case OcppCallOutcome.Answered:
                try
                {
                    var (isYes, words) = read(Payload);
                    return new(isYes ? LinkResult.Accepted : LinkResult.Rejected, words);
                }
                catch (OcppError unreadable)
                {
                    return new(LinkResult.Error, unreadable.Message);
                }

            case OcppCallOutcome.Error:
                return new(LinkResult.Error, $"{Error!.CodeText} {Error.Description}".Trim());
            case OcppCallOutcome.NoAnswer:
                return new(LinkResult.NoAnswer, "no answer");
            case OcppCallOutcome.NotConnected:
                return new(LinkResult.NotConnected, "not connected");
            case OcppCallOutcome.NotAccepted:
                return new(LinkResult.Rejected, "not sent, because its boot has not been accepted");
            case OcppCallOutcome.HeldBack:
                return new(LinkResult.HeldBack, Words!);
            default:
                throw new InvalidOperationException($"No such outcome: {Outcome}.");
        }
    }
}

public enum OcppCallOutcome
{
    Answered,
    Error,
    NoAnswer,
    NotConnected,

    /// <summary>Not sent: as long as its boot is not accepted this charger is not to hear it (OCPP 1.6 §4.2).</summary>
    NotAccepted,

    /// <summary>Not sent: its last commands failed, and it is left alone for a while.</summary>
    HeldBack,
}
