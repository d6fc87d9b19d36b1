namespace EvOps.Infrastructure.Ocpp;

/// <summary>A CALL that a charger makes.</summary>
public interface IOcppRequest<TSelf> where TSelf : IOcppRequest<TSelf>
{
    /// <summary>The action's name on the wire.</summary>
    static abstract string Action { get; }

    /// <summary>
    /// Reads and checks the payload. Hard faults throw <see cref="OcppError"/>, and nothing else is ever thrown; soft ones
    /// are accepted and noted, since a charger cannot be asked to say it better.
    /// </summary>
    /// <param name="payload">The payload's JSON.</param>
    /// <param name="arrival">When the message came in, UTC: stands in for times that make no sense.</param>
    static abstract Parsed<TSelf> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival);
}

/// <summary>A message, and what was odd about it, in words for the message log; the notes are empty in the normal case.</summary>
public readonly record struct Parsed<T>(T Message, IReadOnlyList<string> Notes);
