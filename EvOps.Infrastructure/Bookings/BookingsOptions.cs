using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Bookings;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Section <c>Bookings</c>: how long and how far ahead is booked, and what it costs.</summary>
public sealed record BookingsOptions : IValidatableObject
{
    public const string Section = "Bookings";

    /// <summary>For so long a hold waits for its payment.</summary>
    [Range(10, 86_400)]
    public int HoldTtlSeconds { get; init; } = 600;

    /// <summary>Holds that a driver may have at once. Whoever controls other people's sessions is not counted.</summary>
    [Range(1, 100)]
    public int MaxLiveHolds { get; init; } = 3;

    [Range(1, 1440)]
    public int MinMinutes { get; init; } = 15;

    [Range(1, 168)]
    public int MaxHours { get; init; } = 24;

    [Range(1, 365)]
    public int MaxDaysAhead { get; init; } = 365;

    /// <summary>What a booking costs by itself, in major units of the station's currency.</summary>
    public decimal Fee { get; init; }

    /// <summary>Until so long before its beginning a booking is called off for nothing.</summary>
    [Range(0, 43_200)]
    public int FreeCancelMinutes { get; init; } = 60;

    /// <summary>What is kept of the fee afterwards.</summary>
    [Range(0, 100)]
    public int LateCancelFeePercent { get; init; } = 100;

    /// <summary>From so long before its beginning on the plug is kept.</summary>
    [Range(0, 240)]
    public int BlockMinutesBefore { get; init; } = 5;

    /// <summary>For so long after its beginning the plug waits for its driver.</summary>
    [Range(0, 1440)]
    public int NoShowGraceMinutes { get; init; } = 15;

    /// <summary>What is given back of the fee to who does not come.</summary>
    [Range(0, 100)]
    public int NoShowRefundPercent { get; init; }

    /// <summary>Who starts without a booking is told of the next one that begins within so long.</summary>
    [Range(0, 1440)]
    public int TellMinutesAhead { get; init; } = 240;

    /// <summary>Whose booking begins within so long, and whose plug cannot be used, is offered another, or everything back.</summary>
    [Range(0, 1440)]
    public int OfferMinutesAhead { get; init; } = 240;

    /// <summary>For so long free times are answered from memory where nothing is heard of a station; what is heard counts at once.</summary>
    [Range(0, 3600)]
    public int MemorySeconds { get; init; } = 30;

    public BookingPolicy Policy => new(
        TimeSpan.FromMinutes(FreeCancelMinutes), LateCancelFeePercent, NoShowRefundPercent, TimeSpan.FromMinutes(NoShowGraceMinutes), TimeSpan.FromMinutes(BlockMinutesBefore));

    public BookingLimits Limits => new(TimeSpan.FromMinutes(MinMinutes), TimeSpan.FromHours(MaxHours), TimeSpan.FromDays(MaxDaysAhead), TimeSpan.FromMinutes(OfferMinutesAhead));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Fee is < 0 or > 1_000_000) yield return new("An amount from 0 to 1,000,000 is needed.", [nameof(Fee)]);
        if (MinMinutes > MaxHours * 60) yield return new("The shortest booking must not be longer than the longest.", [nameof(MinMinutes)]);
    }
}
