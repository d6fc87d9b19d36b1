namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>The answer of actions that are answered with "{}".</summary>
public static class EmptyResponse
{
    /// <summary>The payload's JSON.</summary>
    public static ReadOnlySpan<byte> Json => "{}"u8;
}
