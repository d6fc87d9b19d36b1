using System.Diagnostics;
using System.Numerics;

namespace EvOps.Simulator;

/// <summary>
/// Counts latencies in buckets that are never wider than 1.6 % of their value. One connection writes to one histogram, so no lock
/// is needed; they are added up afterwards.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    // Up to 2^32 microseconds, more than an hour.
    private readonly int[] counts = new int[(32 - SubBits + 2) * SubBuckets];

    public long Count { get; private set; }

    public double MaxMs { get; private set; }

    public void Add(long startTimestamp)
    {
        var elapsed = Stopwatch.GetElapsedTime(startTimestamp);
        counts[BucketOf((uint)Math.Min(uint.MaxValue, elapsed.TotalMicroseconds))]++;
        Count++;
        if (elapsed.TotalMilliseconds > MaxMs)
            MaxMs = elapsed.TotalMilliseconds;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] += other.counts[i];
        Count += other.Count;
        MaxMs = Math.Max(MaxMs, other.MaxMs);
    }

    public void Clear()
    {
        Array.Clear(counts);
        Count = 0;
        MaxMs = 0;
    }

    /// <summary>The latency within which a part of all answers came, e.g. 0.99, in milliseconds; 0 when there were none.</summary>
    public double PercentileMs(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        for (var i = 0; i < counts.Length; i++)
        {
            wanted -= counts[i];
            if (wanted <= 0 && Count > 0)
                return Math.Min(MaxMs, UpperEdge(i) / 1000.0);
        }

        return MaxMs;
    }

    // The first two octaves are exact; each later octave is cut into as many buckets.
    private static int BucketOf(uint microseconds)
    {
        if (microseconds < 2 * SubBuckets)
            return (int)microseconds;
        var shift = BitOperations.Log2(microseconds) - SubBits;
        return shift * SubBuckets + (int)(microseconds >> shift);
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < 2 * SubBuckets)
            return bucket + 1;
        var shift = bucket / SubBuckets - 1;
        return (long)(bucket - shift * SubBuckets + 1) << shift;
    }
}
