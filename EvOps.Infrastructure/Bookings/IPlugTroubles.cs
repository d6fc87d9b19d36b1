namespace EvOps.Infrastructure.Bookings;

/// <summary>Plugs that another room, later on the ladder, knows to be unusable for some while: such as where a session is stuck.</summary>
public interface IPlugTroubles
{
    /// <summary>By connector, why, in words.</summary>
    IReadOnlyDictionary<Guid, string> Now { get; }
}
