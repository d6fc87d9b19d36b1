using System.Collections.Concurrent;
using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// What free times are made from, remembered by station. While somebody saves a booking nothing is remembered, and afterwards what
/// was is forgotten, before he is answered: nobody is shown time that has been given away. What else changes a station is heard on the
/// live feed.
/// </summary>
public sealed class AvailabilityBoard : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Remembered<StationPlan>> entries = new();
    private readonly IDbContextFactory<EvOpsDb> databases;
    private readonly IOptions<BookingsOptions> options;
    private readonly TimeProvider time;
    private readonly IDisposable[] listening;

    public AvailabilityBoard(IDbContextFactory<EvOpsDb> databases, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
    {
        (this.databases, this.options, this.time) = (databases, options, time);
        listening =
        [
            live.Subscribe<StationChanged>(change => Forget(change.StationId)),
            live.Subscribe<BookingChanged>(change => Forget(change.StationId)),
            live.Subscribe<ConnectorChanged>(change =>
            {
                if (change.StationId is { } station) Forget(station);
            }),
            // Does not say where the charger stands, or stood.
            live.Subscribe<ChargePointChanged>(change => ForgetCharger(change.ChargePointId)),
        ];
    }

    /// <summary>Around a save that changes who has which time; disposed after the commit and before the answer.</summary>
    public IDisposable Writing(Guid stationId) => Of(stationId).Writing();

    public void Dispose()
    {
        foreach (var one in listening) one.Dispose();
    }

    /// <returns>Null where there is no such station.</returns>
    internal async Task<StationPlan?> ReadAsync(Guid stationId, CancellationToken cancel)
    {
        var (now, remembered) = (time.GetUtcNow(), TimeSpan.FromSeconds(options.Value.MemorySeconds));
        var entry = Of(stationId);
        if (entry.Since(now - remembered) is { } plan) return plan;

        var version = entry.Version;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var read = await StationPlan.LoadAsync(db, stationId, now, cancel);
        if (read is not null) entry.Keep(read, version, now);
        else entries.TryRemove(stationId, out _);
        return read;
    }

    private Remembered<StationPlan> Of(Guid stationId) => entries.GetOrAdd(stationId, _ => new());

    private void Forget(Guid stationId)
    {
        if (entries.TryGetValue(stationId, out var known)) known.Forget();
    }

    private void ForgetCharger(Guid chargePointId)
    {
        var all = entries.Values.ToList();
        var with = all.FindAll(entry => entry.Is(plan => plan.Plugs.Any(p => p.ChargePointId == chargePointId)));
        foreach (var entry in with.Count > 0 ? with : all) entry.Forget();
    }
}
