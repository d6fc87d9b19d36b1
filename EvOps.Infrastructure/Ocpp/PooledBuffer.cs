using System.Buffers;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>A growing buffer over rented memory, for one message; given back when disposed.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] rented = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => rented.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return rented.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (rented.Length == 0) return;
        ArrayPool<byte>.Shared.Return(rented);
        rented = [];
    }

    private void Reserve(int more)
    {
        if (rented.Length - Length >= more) return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(rented.Length * 2, Length + more));
        rented.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }
}
