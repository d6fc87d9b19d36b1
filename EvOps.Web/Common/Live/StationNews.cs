using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Web.Common.Live;

/// <summary>
/// What a room tells those who watch a station over the hub. Web rooms never use each other, so each brings its own:
/// <c>services.AddStationNews&lt;ConnectorNews&gt;()</c>.
/// </summary>
public interface IStationNews
{
    /// <summary>Listens to the room's changes, and notes each that has to be told, until disposed.</summary>
    /// <param name="live">Where changes come from.</param>
    /// <param name="note">Takes a change at once and never waits.</param>
    IDisposable Listen(LiveFeed live, Action<StationChange> note);
}

/// <summary>Something that has to be told. It is looked up when its turn comes, so that of many changes the latest state is told.</summary>
/// <param name="StationId">Where; null where only the look tells.</param>
/// <param name="About">What it is about, such as a plug's id: the same is looked up at most every <see cref="StationUpdates.Spacing"/>.</param>
/// <param name="LookAsync">What is to be told; nothing where there is nothing any more.</param>
public sealed record StationChange(Guid? StationId, string About, Func<CancellationToken, Task<IReadOnlyList<StationUpdate>>> LookAsync);

/// <summary>What one watcher is told, as the contract names it.</summary>
/// <param name="StationId">Which of the stations that are watched.</param>
/// <param name="Type">One of <see cref="StationUpdateType"/>.</param>
/// <param name="Data">As it is now.</param>
public sealed record StationMessage(Guid StationId, string Type, object Data);

/// <summary>News of one thing at a station, for those who may see the network and for everybody else.</summary>
/// <param name="StationId">Where.</param>
/// <param name="Type">One of <see cref="StationUpdateType"/>.</param>
/// <param name="About">What it is about: a watcher who is slow gets the latest of it alone.</param>
/// <param name="Data">In full.</param>
/// <param name="PublicData">Without names, tags and money; null: everybody may see it in full.</param>
/// <param name="OwnerId">The person whose it is, who sees it in full.</param>
public sealed record StationUpdate(Guid StationId, string Type, string About, object Data, object? PublicData = null, Guid? OwnerId = null)
{
    /// <summary>As this person may see it.</summary>
    public StationMessage For(Guid personId, bool maySeeNetwork) =>
        new(StationId, Type, maySeeNetwork || OwnerId == personId ? Data : PublicData ?? Data);
}

/// <summary>The words of the contract.</summary>
public static class StationUpdateType
{
    public const string ConnectorStatus = "connector_status_update";
    public const string Session = "session_update";
    public const string Fault = "fault";
    public const string SlotHold = "slot_hold_created";
    public const string Booking = "booking_confirmed";
}

/// <summary>Several subscriptions that end together.</summary>
public sealed class Listening(params IDisposable[] all) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in all) one.Dispose();
    }
}

public static class StationNewsServices
{
    public static IServiceCollection AddStationNews<TNews>(this IServiceCollection services)
        where TNews : class, IStationNews => services.AddSingleton<IStationNews, TNews>();
}
