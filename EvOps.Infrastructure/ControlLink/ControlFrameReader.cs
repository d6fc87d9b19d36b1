using System.Buffers;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>What came of the bytes that were read.</summary>
public enum FrameRead
{
    /// <summary>All were taken; the frame goes on.</summary>
    Incomplete,

    /// <summary>A frame is there.</summary>
    Whole,

    /// <summary>A frame ended that is not what was sent: its check does not fit, or it has an escape that is none.</summary>
    Broken,

    /// <summary>The frame has more data than any may have.</summary>
    TooLong,
}

/// <summary>
/// Cuts frames out of a stream of bytes, however it is cut up itself: STX, data, ETX, LRC. Inside data STX, ETX and ESC are sent as
/// ESC and the byte XOR 0x20; the LRC is the XOR of all data bytes before that, and is sent as it is, whatever its value. What
/// stands between frames is no data and is passed over; an STX where none can be begins a new frame.
/// </summary>
public sealed class ControlFrameReader
{
    public const byte Stx = 0x02, Etx = 0x03, Esc = 0x1B, Ack = 0x06, Nak = 0x15, EscapedBy = 0x20;

    /// <summary>Bytes of data, before escaping.</summary>
    public const int MostData = 64 * 1024;

    private ArrayBufferWriter<byte>? data;
    private State state;
    private byte check;
    private bool isBroken;

    private enum State
    {
        Outside,
        Inside,
        Escaped,
        Check,
    }

    /// <summary>The frame that the last read found whole; until the next read.</summary>
    public ReadOnlyMemory<byte> Data => data?.WrittenMemory ?? default;

    /// <summary>Takes bytes up to the end of a frame, and leaves the others.</summary>
    public FrameRead Read(ref ReadOnlySequence<byte> input)
    {
        // An idle peer holds no buffer.
        if (state == State.Outside) data = null;
        var reader = new SequenceReader<byte>(input);
        var read = FrameRead.Incomplete;
        while (read == FrameRead.Incomplete && reader.TryRead(out var next)) read = Take(next);
        input = input.Slice(reader.Position);
        return read;
    }

    private FrameRead Take(byte next)
    {
        switch (state)
        {
            case State.Outside:
                if (next == Stx) Begin();
                return FrameRead.Incomplete;
            case State.Check:
                state = State.Outside;
                return !isBroken && next == check ? FrameRead.Whole : FrameRead.Broken;
            case State.Inside or State.Escaped when next == Stx:
                Begin();
                return FrameRead.Incomplete;
            case State.Inside or State.Escaped when next == Etx:
                isBroken |= state == State.Escaped;
                state = State.Check;
                return FrameRead.Incomplete;
            case State.Inside when next == Esc:
                state = State.Escaped;
                return FrameRead.Incomplete;
            case State.Inside:
                return Add(next);
            case State.Escaped:
                state = State.Inside;
                var meant = (byte)(next ^ EscapedBy);
                isBroken |= meant is not (Stx or Etx or Esc);
                return Add(meant);
            default:
                throw new InvalidOperationException($"No such state: {state}.");
        }
    }

    private void Begin()
    {
        data = new ArrayBufferWriter<byte>(256);
        (state, check, isBroken) = (State.Inside, 0, false);
    }

    private FrameRead Add(byte one)
    {
        if (data!.WrittenCount == MostData)
        {
            state = State.Outside;
            return FrameRead.TooLong;
        }

        data.GetSpan(1)[0] = one;
        data.Advance(1);
        check ^= one;
        return FrameRead.Incomplete;
    }
}
