using System.Buffers;
using EvOps.Infrastructure.ControlLink;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.ControlLink;

/// <summary>Frames are cut out of the stream, however it comes.</summary>
public sealed class ControlFrameReaderTests
{
    [Fact]
    public void Any_data_comes_out_as_it_went_in_split_anywhere() => Always.HoldsFor(
        from data in Data()
        from cut in Gen.Choose(0, 400)
        select (data, cut),
        some =>
        {
            var frame = MonitorSocket.Frame(some.data);
            var cut = Math.Min(some.cut, frame.Length);

            var (read, found) = ReadAll(frame[..cut], frame[cut..]);

            Assert.Equal([FrameRead.Whole], read);
            Assert.Equal(some.data, Assert.Single(found));
        });

    [Fact]
    public void Byte_by_byte_is_the_same_as_at_once() => Always.HoldsFor(Gen.ArrayOf(Gen.Elements<byte>(0, 0x02, 0x03, 0x06, 0x1B, 0x22, 0x23, 0x3B, 0x41)), bytes =>
    {
        var (atOnce, whole) = ReadAll(bytes);
        var (slowly, parts) = ReadAll([.. bytes.Select(b => new[] { b })]);

        Assert.Equal(atOnce, slowly);
        Assert.Equal(whole.Select(Convert.ToHexString), parts.Select(Convert.ToHexString));
    });

    [Fact]
    public void After_whatever_bytes_a_frame_is_still_heard() => Always.HoldsFor(
        from noise in Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i))
        from data in Data()
        select (noise, data),
        some =>
        {
            // A check byte may be outstanding, and takes the next byte for its own: one that is none ends it.
            var (_, found) = ReadAll(some.noise, [0], MonitorSocket.Frame(some.data));

            Assert.Equal(some.data, found[^1]);
        });

    [Fact]
    public void Two_frames_in_one_read_are_two()
    {
        var (read, found) = ReadAll([.. MonitorSocket.Frame([1, 2]), .. MonitorSocket.Frame([3])]);

        Assert.Equal([FrameRead.Whole, FrameRead.Whole], read);
        Assert.Equal(["0102", "03"], found.Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData(0x02)]
    [InlineData(0x03)]
    [InlineData(0x1B)]
    [InlineData(0x00)]
    public void A_check_byte_may_be_any_byte_and_is_never_escaped(byte check)
    {
        byte[] data = [0x41, (byte)(0x41 ^ check)];
        var frame = MonitorSocket.Frame(data);
        Assert.Equal(check, frame[^1]);

        var (read, found) = ReadAll(frame, MonitorSocket.Frame([7]));

        Assert.Equal([FrameRead.Whole, FrameRead.Whole], read);
        Assert.Equal(data, found[0]);
    }

    [Fact]
    public void A_wrong_check_and_an_escape_that_is_none_break_the_frame_and_no_other()
    {
        var (read, _) = ReadAll(MonitorSocket.Frame([1, 4], spoiltBy: 1), [0x02, 0x1B, 0x41, 0x03, 0x61], [0x02, 0x1B, 0x03, 0x00], MonitorSocket.Frame([5]));

        Assert.Equal([FrameRead.Broken, FrameRead.Broken, FrameRead.Broken, FrameRead.Whole], read);
    }

    [Fact]
    public void A_frame_that_was_broken_off_gives_way_to_the_next()
    {
        var (read, found) = ReadAll([0x02, 0x41, 0x42], MonitorSocket.Frame([9]));

        Assert.Equal([FrameRead.Whole], read);
        Assert.Equal([9], found[0]);
    }

    [Fact]
    public void Sixty_four_KiB_fit_and_one_byte_more_does_not()
    {
        Assert.Equal([FrameRead.Whole], ReadAll(MonitorSocket.Frame(new byte[64 * 1024])).Read);
        // Escaped it is twice as long on the wire; what counts is the data.
        Assert.Equal([FrameRead.Whole], ReadAll(MonitorSocket.Frame([.. Enumerable.Repeat((byte)0x02, 64 * 1024)])).Read);
        Assert.Equal(FrameRead.TooLong, ReadAll(MonitorSocket.Frame(new byte[(64 * 1024) + 1])).Read[0]);
    }

    private static Gen<byte[]> Data() => Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 255).Select(i => (byte)i), Gen.Elements<byte>(0x02, 0x03, 0x1B, 0x22, 0x23, 0x3B)));

    private static (List<FrameRead> Read, List<byte[]> Found) ReadAll(params byte[][] reads)
    {
        var reader = new ControlFrameReader();
        List<FrameRead> results = [];
        List<byte[]> found = [];
        foreach (var bytes in reads.Select(one => new ReadOnlySequence<byte>(one)))
        {
            var rest = bytes;
            while (!rest.IsEmpty)
            {
                var read = reader.Read(ref rest);
                if (read != FrameRead.Incomplete) results.Add(read);
                if (read == FrameRead.Whole) found.Add(reader.Data.ToArray());
            }
        }

        return (results, found);
    }
}
