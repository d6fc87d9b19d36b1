using System.Collections.Concurrent;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Tariffs;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// Stations as they were last read, for the many programs that ask for the same ones. What changes a station is heard and it is
/// forgotten, before whoever changed it is answered; what the clock alone changes is told a second late.
/// </summary>
public sealed class StationMemory : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Remembered<StationRow>> entries = new();
    private readonly TimeProvider time;
    private readonly IDisposable[] listening;

    public StationMemory(IPlugReservations reservations, LiveFeed live, TimeProvider time)
    {
        this.time = time;
        listening =
        [
            live.Subscribe<StationChanged>(change => Forget(change.StationId)),
            live.Subscribe<ConnectorChanged>(change =>
            {
                if (change.StationId is { } station) Forget(station);
            }),
            // Neither says where.
            live.Subscribe<ChargePointChanged>(change => ForgetThoseWith(row => row.Chargers.Any(c => c.Id == change.ChargePointId))),
            live.Subscribe<TariffChanged>(change => ForgetThoseWith(row => row.Tariff?.Id == change.TariffId)),
            reservations.Listen(Forget),
        ];
    }

    public void Dispose()
    {
        foreach (var one in listening) one.Dispose();
    }

    /// <param name="id">The station's.</param>
    /// <param name="read">Reads it where it is not remembered.</param>
    internal async Task<StationRow?> FindAsync(Guid id, Func<Task<StationRow?>> read)
    {
        var (now, entry) = (time.GetUtcNow(), entries.GetOrAdd(id, _ => new()));
        if (entry.Since(now - Longest) is { } row) return row;

        var version = entry.Version;
        var found = await read();
        if (found is not null) entry.Keep(found, version, now);
        else entries.TryRemove(id, out _);
        return found;
    }

    private void Forget(Guid stationId)
    {
        if (entries.TryGetValue(stationId, out var known)) known.Forget();
    }

    // One that is being read now may be such a one.
    private void ForgetThoseWith(Func<StationRow, bool> what)
    {
        foreach (var entry in entries.Values)
        {
            if (entry.Is(what) || !entry.Is(_ => true)) entry.Forget();
        }
    }
}
