using Microsoft.AspNetCore.Http.Features;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Notes when a byte last came in, and whether pings are answered: pings and pongs count as life too, and the WebSocket above does
/// not tell of them (ocpp.md X18).
/// </summary>
public sealed class LivenessStream(Stream inner, TimeProvider time) : Stream
{
    // A ping of ours carries eight bytes; its answer is two bytes of header, four of mask and those eight (RFC 6455 §5.5.3).
    private const byte FinalPong = 0x8A;
    private const byte MaskedEight = 0x88;
    private const int PongBytes = 14;

    private long lastRead = time.GetTimestamp();

    /// <summary>True once the charger has answered a ping of ours.</summary>
    public bool HasPonged { get; private set; }

    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref lastRead));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Interlocked.Exchange(ref lastRead, time.GetTimestamp());
        if (read == PongBytes && buffer.Span is [FinalPong, MaskedEight, ..]) HasPonged = true;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Puts the <see cref="LivenessStream"/> under the WebSocket when a request is upgraded.</summary>
public sealed class LivenessUpgrade(IHttpUpgradeFeature inner, TimeProvider time) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public LivenessStream? Stream { get; private set; }

    public async Task<Stream> UpgradeAsync() => Stream = new LivenessStream(await inner.UpgradeAsync(), time);
}
