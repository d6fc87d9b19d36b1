using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Section <c>Sessions</c>: how bills are settled.</summary>
public sealed record SessionsOptions : IValidatableObject
{
    public const string Section = "Sessions";

    /// <summary>Minutes that a bill waits for the last word of a charger that may still have something to tell.</summary>
    [Range(1, 10080)]
    public int ProvisionalMinutes { get; init; } = 60;

    /// <summary>Whether a driver pays for a session that the house had to close.</summary>
    [EnumDataType(typeof(ForceEndedFee))]
    public ForceEndedFee ForceEndedFee { get; init; } = ForceEndedFee.Charge;

    /// <summary>With <see cref="ForceEndedFee.WaiveBelow"/>: less than this, in major units of the station's currency, is waived.</summary>
    public decimal ForceEndedWaiveBelow { get; init; }

    public FeePolicy FeePolicy => new(ForceEndedFee, ForceEndedWaiveBelow);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ForceEndedWaiveBelow is < 0 or > 1_000_000) yield return new("An amount from 0 to 1,000,000 is needed.", [nameof(ForceEndedWaiveBelow)]);
        else if (ForceEndedFee == ForceEndedFee.WaiveBelow && ForceEndedWaiveBelow == 0) yield return new("With WaiveBelow an amount above zero is needed.", [nameof(ForceEndedWaiveBelow)]);
    }
}

/// <summary>How long a start or a stop may stay unanswered. Which numbers hold where says <see cref="IStationDeadlines"/>.</summary>
public sealed record SessionDeadlines
{
    /// <summary>Minutes from an accepted start to the charger's StartTransaction; then the plug is free again.</summary>
    public int StartPendingMinutes { get; init; } = 3;

    /// <summary>Minutes from a wish to stop to the charger's StopTransaction; then somebody is told.</summary>
    public int StopPendingMinutes { get; init; } = 5;

    /// <summary>Until when the charger has time to do what it was asked; null where nothing was asked.</summary>
    public DateTimeOffset? Of(SessionState state, DateTimeOffset requestedAt, DateTimeOffset? stopRequestedAt) => state switch
    {
        SessionState.Starting => requestedAt.AddMinutes(StartPendingMinutes),
        SessionState.Stopping => stopRequestedAt?.AddMinutes(StopPendingMinutes),
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled => null,
    };
}
