using System.Security.Cryptography;

namespace EvOps.Domain.Common;

/// <summary>
/// Row ids: GUID version 7 (RFC 9562), so that new rows sort after old ones in every index. What this process makes is counted
/// (RFC 9562 §6.2, method 1; 42 bits that begin at random): two events of one millisecond keep their order, whoever else asks in between.
/// </summary>
public static class Ids
{
    // Half of the 42 bits are left to count in: 2,000,000,000,000 ids.
    private static long last = (long)RandomNumberGenerator.GetInt32(int.MaxValue) << 10;

    public static Guid New(DateTimeOffset now)
    {
        var count = Interlocked.Increment(ref last);
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(id, bigEndian: true, out _);
        (id[6], id[7], id[8]) = ((byte)(0x70 | ((count >> 38) & 0x0F)), (byte)(count >> 30), (byte)(0x80 | ((count >> 24) & 0x3F)));
        (id[9], id[10], id[11]) = ((byte)(count >> 16), (byte)(count >> 8), (byte)count);
        return new Guid(id, bigEndian: true);
    }
}
