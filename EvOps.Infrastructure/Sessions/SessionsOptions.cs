using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Section <c>Sessions</c>: how bills are settled.</summary>
public sealed record SessionsOptions
{
    public const string Section = "Sessions";

    /// <summary>Minutes that a bill waits for the last word of a charger that may still have something to tell.</summary>
    [Range(1, 10080)]
    public int ProvisionalMinutes { get; init; } = 60;
}

/// <summary>
/// Section <c>StuckSessions</c>, the part that a session needs by itself: how long a start or a stop may stay unanswered.
/// The rest of the section belongs to the room of that name.
/// </summary>
public sealed record SessionDeadlines
{
    public const string Section = "StuckSessions";

    /// <summary>Minutes from an accepted start to the charger's StartTransaction; then the plug is free again.</summary>
    [Range(1, 1440)]
    public int StartPendingMinutes { get; init; } = 3;

    /// <summary>Minutes from a wish to stop to the charger's StopTransaction; then somebody is told.</summary>
    [Range(1, 1440)]
    public int StopPendingMinutes { get; init; } = 5;

    /// <summary>Until when the charger has time to do what it was asked; null where nothing was asked.</summary>
    public DateTimeOffset? Of(SessionState state, DateTimeOffset requestedAt, DateTimeOffset? stopRequestedAt) => state switch
    {
        SessionState.Starting => requestedAt.AddMinutes(StartPendingMinutes),
        SessionState.Stopping => stopRequestedAt?.AddMinutes(StopPendingMinutes),
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled => null,
    };
}
