namespace EvOps.Domain.Common;

/// <summary>Row ids: GUID version 7 (RFC 9562), so that new rows sort after old ones in every index.</summary>
public static class Ids
{
    public static Guid New(DateTimeOffset now) => Guid.CreateVersion7(now);
}
