namespace EvOps.Domain.Bookings;

/// <summary>Where a booking stands.</summary>
public enum BookingState
{
    /// <summary>Held for somebody who is about to pay. When its time is over it stands in nobody's way, and is no booking any more.</summary>
    Pending,

    Confirmed,

    /// <summary>Its driver charges.</summary>
    Active,

    /// <summary>Its driver has charged.</summary>
    Completed,

    Cancelled,

    /// <summary>Its driver did not begin in time.</summary>
    NoShow,
}

public static class BookingStates
{
    /// <summary>Nothing more will come of it.</summary>
    public static bool IsOver(this BookingState state) => state switch
    {
        BookingState.Completed or BookingState.Cancelled or BookingState.NoShow => true,
        BookingState.Pending or BookingState.Confirmed or BookingState.Active => false,
    };
}

/// <summary>What the charger itself knows of a booking (OCPP 1.6 §5.13). Whatever it says, the house keeps the plug.</summary>
public enum ChargerReservation
{
    /// <summary>It is too early, or the charger is away.</summary>
    NotAsked,

    /// <summary>It keeps the plug too.</summary>
    Kept,

    /// <summary>It cannot, or will not: the plug is kept from here alone.</summary>
    KeptFromHere,

    /// <summary>The plug is occupied, faulted or out of service as the charger sees it.</summary>
    Prevented,

    /// <summary>It did not answer, and may keep it or not.</summary>
    Unanswered,

    /// <summary>It was told to forget it.</summary>
    Released,
}

/// <summary>A hold was taken, or a booking was made, moved, begun or ended.</summary>
/// <param name="IsConfirmation">It has been confirmed just now; false where something else of it changed.</param>
public readonly record struct BookingChanged(Guid BookingId, Guid StationId, Guid ConnectorId, BookingState State, bool IsConfirmation = false);
