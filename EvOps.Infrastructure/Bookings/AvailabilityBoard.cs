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
    private readonly ConcurrentDictionary<Guid, Entry> entries = new();
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
    public IDisposable Writing(Guid stationId) => new Writer(Of(stationId));

    public void Dispose()
    {
        foreach (var one in listening) one.Dispose();
    }

    /// <returns>Null where there is no such station.</returns>
    internal async Task<StationPlan?> ReadAsync(Guid stationId, CancellationToken cancel)
    {
        var (now, remembered) = (time.GetUtcNow(), TimeSpan.FromSeconds(options.Value.MemorySeconds));
        var entry = Of(stationId);
        if (entry.Remembered(now - remembered) is { } plan) return plan;

        var version = entry.Version;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var read = await StationPlan.LoadAsync(db, stationId, now, cancel);
        if (read is not null) entry.Remember(read, version, now);
        else entries.TryRemove(stationId, out _);
        return read;
    }

    private Entry Of(Guid stationId) => entries.GetOrAdd(stationId, _ => new Entry());

    private void Forget(Guid stationId)
    {
        if (entries.TryGetValue(stationId, out var known)) known.Forget();
    }

    private void ForgetCharger(Guid chargePointId)
    {
        var all = entries.Values.ToList();
        var with = all.FindAll(entry => entry.Has(chargePointId));
        foreach (var entry in with.Count > 0 ? with : all) entry.Forget();
    }

    /// <summary>What is remembered of one station. Its version changes with every write, so that nothing is kept that was read before one.</summary>
    private sealed class Entry
    {
        private readonly Lock gate = new();
        private StationPlan? plan;
        private DateTimeOffset readAt;
        private long version;
        private int writers;

        public long Version
        {
            get
            {
                lock (gate) return version;
            }
        }

        public StationPlan? Remembered(DateTimeOffset since)
        {
            lock (gate) return writers == 0 && readAt > since ? plan : null;
        }

        public void Remember(StationPlan read, long asOf, DateTimeOffset now)
        {
            lock (gate)
            {
                if (version == asOf && writers == 0) (plan, readAt) = (read, now);
            }
        }

        public void Forget()
        {
            lock (gate) (plan, version) = (null, version + 1);
        }

        public bool Has(Guid chargePointId)
        {
            lock (gate) return plan?.Plugs.Any(p => p.ChargePointId == chargePointId) == true;
        }

        public void Begin()
        {
            lock (gate) (plan, version, writers) = (null, version + 1, writers + 1);
        }

        public void End()
        {
            lock (gate) (plan, version, writers) = (null, version + 1, writers - 1);
        }
    }

    private sealed class Writer : IDisposable
    {
        private readonly Entry entry;

        public Writer(Entry entry)
        {
            this.entry = entry;
            entry.Begin();
        }

        public void Dispose() => entry.End();
    }
}
