namespace EvOps.Domain.Common;

/// <summary>
/// Row ids: GUID version 7 (RFC 9562), so that new rows sort after old ones in every index. What this process makes within one
/// millisecond is counted (RFC 9562 §6.2, method 1): two events of one moment keep their order.
/// </summary>
public static class Ids
{
    private const int CounterBits = 12;
    private const long MostInOneMillisecond = (1 << CounterBits) - 1;

    private static long last;

    public static Guid New(DateTimeOffset now)
    {
        var count = CountWithin(now.ToUnixTimeMilliseconds());
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(id, bigEndian: true, out _);
        (id[6], id[7]) = ((byte)(0x70 | (count >> 8)), (byte)count);
        return new Guid(id, bigEndian: true);
    }

    private static long CountWithin(long millisecond)
    {
        while (true)
        {
            var seen = Volatile.Read(ref last);
            var isSame = seen >> CounterBits == millisecond && (seen & MostInOneMillisecond) < MostInOneMillisecond;
            var next = isSame ? seen + 1 : millisecond << CounterBits;
            if (Interlocked.CompareExchange(ref last, next, seen) == seen) return next & MostInOneMillisecond;
        }
    }
}
