using System.Collections.Concurrent;

namespace EvOps.Web.Common.Live;

/// <summary>Who watches which station, over this node's sockets.</summary>
public sealed class StationWatchers
{
    private readonly ConcurrentDictionary<string, StationWatcher> byConnection = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<StationWatcher, byte>> byStation = new();

    /// <summary>Whether anybody watches anything.</summary>
    public bool Any => !byStation.IsEmpty;

    /// <summary>Whether anybody watches this station.</summary>
    public bool AnyOf(Guid stationId) => byStation.ContainsKey(stationId);

    public void Add(StationWatcher watcher) => byConnection[watcher.ConnectionId] = watcher;

    public StationWatcher? Find(string connectionId) => byConnection.GetValueOrDefault(connectionId);

    public void Remove(string connectionId)
    {
        if (!byConnection.TryRemove(connectionId, out var watcher)) return;
        foreach (var station in watcher.Leave()) Drop(watcher, station);
    }

    /// <summary>False where it watches as many stations as one may.</summary>
    public bool Watch(StationWatcher watcher, Guid stationId)
    {
        lock (byStation)
        {
            if (!watcher.Watch(stationId)) return false;
            byStation.GetOrAdd(stationId, _ => new())[watcher] = 0;
        }

        return true;
    }

    public void Unwatch(StationWatcher watcher, Guid stationId)
    {
        watcher.Unwatch(stationId);
        Drop(watcher, stationId);
    }

    /// <summary>Hands it to everybody who watches the station. Returns at once.</summary>
    public void Tell(StationUpdate update)
    {
        if (!byStation.TryGetValue(update.StationId, out var watching)) return;
        foreach (var watcher in watching.Keys) watcher.Take(update);
    }

    private void Drop(StationWatcher watcher, Guid stationId)
    {
        lock (byStation)
        {
            if (!byStation.TryGetValue(stationId, out var watching)) return;
            watching.TryRemove(watcher, out _);
            if (watching.IsEmpty) byStation.TryRemove(stationId, out _);
        }
    }
}
