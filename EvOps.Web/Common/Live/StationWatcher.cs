using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using Microsoft.AspNetCore.SignalR;

namespace EvOps.Web.Common.Live;

/// <summary>
/// One connection to the hub. It is told in order, one message after the other, as fast as it takes them; meanwhile the latest of each
/// thing waits for it, so that a slow one costs a bounded amount of memory and nobody else's time.
/// </summary>
public sealed class StationWatcher(string connectionId, Guid personId, string? stamp, IClientProxy client, Action hangUp, Standings standings)
{
    /// <summary>More stations than any screen shows.</summary>
    public const int MostStations = 500;

    private readonly Lock gate = new();
    private readonly HashSet<Guid> stations = [];
    private readonly OrderedDictionary<(Guid, string, string), StationUpdate> waiting = [];
    private bool isSending, hasLeft;

    public string ConnectionId => connectionId;

    public bool Watch(Guid stationId)
    {
        lock (gate)
        {
            if (hasLeft || (stations.Count >= MostStations && !stations.Contains(stationId))) return false;
            stations.Add(stationId);
            return true;
        }
    }

    public void Unwatch(Guid stationId)
    {
        lock (gate) stations.Remove(stationId);
    }

    /// <summary>It is gone. Hands back what it watched.</summary>
    public IReadOnlyList<Guid> Leave()
    {
        lock (gate)
        {
            (hasLeft, var left) = (true, stations.ToList());
            stations.Clear();
            waiting.Clear();
            return left;
        }
    }

    public void Take(StationUpdate update)
    {
        lock (gate)
        {
            if (!stations.Contains(update.StationId)) return;
            waiting[(update.StationId, update.Type, update.About)] = update;
            if (isSending) return;
            isSending = true;
        }

        _ = Task.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (Next() is { } update)
            {
                // As the person stands now: a connection may be older than a change of roles.
                if (await standings.OfAsync(personId, CancellationToken.None) is not { } standing || !standing.Honours(stamp))
                {
                    hangUp();
                    return;
                }

                await client.SendAsync("station_update", update.For(personId, RolePermissions.Allow(standing.Roles, Permission.ViewNetwork)));
            }
        }
#pragma warning disable CA1031 // Whatever it is, this one connection is of no use any more; its client comes back by itself.
        catch (Exception)
#pragma warning restore CA1031
        {
            hangUp();
        }
    }

    private StationUpdate? Next()
    {
        lock (gate)
        {
            while (waiting.Count > 0)
            {
                var update = waiting.GetAt(0).Value;
                waiting.RemoveAt(0);
                if (stations.Contains(update.StationId)) return update;
            }

            isSending = false;
            return null;
        }
    }
}
