using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>How messages come over the WebSocket: in pieces, too long, binary, compressed (ocpp.md X19, Q3, Q4).</summary>
public sealed class MessageSizeTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private readonly string identity = OcppHouse.NewIdentity();

    [Fact]
    public async Task A_message_in_many_fragments_is_one_message()
    {
        await using var charger = await house.ChargerAsync(identity);
        var message = """[2,"fragments","DataTransfer",{"vendorId":"Volta","data":"übergroß"}]""";

        await charger.SendFragmentsAsync([.. message.Select(c => $"{c}")]);

        Assert.Equal("fragments", (string?)JsonNode.Parse(await charger.ReceiveRawAsync())![1]);
    }

    [Fact]
    public async Task A_fragment_may_end_within_a_letter_and_a_ping_may_come_in_between()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, $"/ocpp/{identity}");
        byte[] boot = [.. """[2,"1","BootNotification",{"chargePointVendor":"V"""u8, 0xC3, 0xBC, .. """ ","chargePointModel":"M"}]"""u8];
        var within = boot.AsSpan().IndexOf((byte)0xC3) + 1;

        await charger.SendAsync(RawFrame.TextBegins, boot[..within]);
        await charger.SendAsync(RawFrame.Ping, "meanwhile");
        await charger.SendAsync(RawFrame.ContinuationEnds, boot[within..]);

        Assert.Equal("meanwhile", (await charger.ReceiveAsync())!.PayloadText);
        Assert.StartsWith("""[3,"1",{"status":"Accepted",""", (await charger.ReceiveAsync())!.PayloadText, StringComparison.Ordinal);
        Assert.Equal("Vü ", (await house.ChargePointAsync(identity)).Vendor);
    }

    [Fact]
    public async Task Several_megabytes_are_taken_and_more_than_the_limit_closes_with_1009()
    {
        await using var charger = await house.ChargerAsync(identity);
        await charger.SendRawAsync(Padded(3 * 1024 * 1024));
        Assert.Equal("big", (string?)JsonNode.Parse(await charger.ReceiveRawAsync())![1]);

        await charger.SendRawAsync(Padded((4 * 1024 * 1024) + 1));

        await charger.Closed.WaitAsync(Waits.Longest);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, charger.CloseStatus);
        await using var again = await house.ChargerAsync(identity);
        await OcppHouse.AssertAliveAsync(again);
    }

    [Fact]
    public async Task The_limit_can_be_set_and_holds_for_fragments_together()
    {
        await using var small = await OcppHouse.OpenAsync("Ocpp:MaxMessageBytes=2048");
        await using var charger = await small.ChargerAsync(identity);
        await charger.SendRawAsync(Padded(2048));
        Assert.Equal("big", (string?)JsonNode.Parse(await charger.ReceiveRawAsync())![1]);

        await charger.SendFragmentsAsync([.. Padded(2049).Chunk(100).Select(c => new string(c))]);

        await charger.Closed.WaitAsync(Waits.Longest);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, charger.CloseStatus);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public async Task A_binary_message_is_ignored(int length)
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.SendBinaryAsync(new byte[length]);

        await OcppHouse.AssertAliveAsync(charger);
    }

    [Fact]
    public async Task An_empty_message_is_ignored()
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.SendRawAsync("");

        await OcppHouse.AssertAliveAsync(charger);
    }

    [Fact]
    public async Task A_compressed_frame_that_was_not_agreed_on_ends_the_connection_and_nothing_else()
    {
        await using (var charger = await RawCharger.OpenAsync(house.Host, $"/ocpp/{identity}"))
        {
            await charger.SendAsync(RawFrame.Compressed, "whatever");

            // The goodbye may be lost with the line, which is cut over bytes nobody can read.
            Assert.Equal((int)WebSocketCloseStatus.ProtocolError, (await charger.ReceiveAsync())?.CloseStatus ?? (int)WebSocketCloseStatus.ProtocolError);
        }

        await using var again = await house.ChargerAsync(identity);
        await OcppHouse.AssertAliveAsync(again);
    }

    private static string Padded(int length)
    {
        const string head = """[2,"big","DataTransfer",{"vendorId":"Volta","data":" """, tail = """ "}]""";
        return head + new string('x', length - head.Length - tail.Length) + tail;
    }
}
