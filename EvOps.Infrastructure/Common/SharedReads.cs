using System.Collections.Concurrent;

namespace EvOps.Infrastructure.Common;

/// <summary>
/// What many ask for at once and is dear to find out: found out once, and shared by all that ask within a little time. Whoever begins it
/// and goes away spoils it for nobody; what failed is not kept.
/// </summary>
public sealed class SharedReads<TKey, TValue>(TimeSpan keep, int most, TimeProvider time)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Read> reads = new();

    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        // No clean-up of the old ones one by one: there are few of them, and they are soon read again.
        if (reads.Count >= most) reads.Clear();
        var entry = reads.AddOrUpdate(key, _ => new(now, read), (_, known) => known.Is(now, keep) ? known : new(now, read));
        return await entry.Value.WaitAsync(cancel);
    }

    private sealed class Read(DateTimeOffset begun, Func<Task<TValue>> read)
    {
        private readonly Lazy<Task<TValue>> value = new(() => Task.Run(read));

        public Task<TValue> Value => value.Value;

        public bool Is(DateTimeOffset now, TimeSpan keep) => now - begun < keep && !(value.IsValueCreated && (Value.IsFaulted || Value.IsCanceled));
    }
}
