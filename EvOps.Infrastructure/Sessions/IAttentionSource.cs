using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What needs somebody in a room that comes later on the ladder.</summary>
public interface IAttentionSource
{
    /// <summary>Says when something may have changed, until disposed.</summary>
    IDisposable Listen(LiveFeed live, Action changed);

    Task<IReadOnlyList<AttentionItem>> LookAsync(EvOpsDb db, CancellationToken cancel);
}
