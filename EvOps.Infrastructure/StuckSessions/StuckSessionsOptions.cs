namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Section <c>StuckSessions</c>: who may free a plug.</summary>
public sealed record StuckSessionsOptions
{
    public const string Section = "StuckSessions";

    /// <summary>True: a driver may unlock the plug that his own session holds.</summary>
    public bool DriversMayUnlock { get; init; }
}
