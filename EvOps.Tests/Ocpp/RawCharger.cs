using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>One frame as it stood on the wire: the first byte (FIN, RSV and opcode) and the payload.</summary>
internal sealed record RawFrame(byte First, byte[] Payload)
{
    public const byte Text = 0x81, TextBegins = 0x01, Continuation = 0x00, ContinuationEnds = 0x80, Close = 0x88, Ping = 0x89, Pong = 0x8A, Compressed = 0xC1;

    public string PayloadText => Encoding.UTF8.GetString(Payload);

    /// <summary>The status of a close frame.</summary>
    public int CloseStatus => BinaryPrimitives.ReadUInt16BigEndian(Payload);
}

/// <summary>A charger that writes its own handshake and its own frames, byte by byte, and does nothing by itself: it never answers a ping.</summary>
internal sealed class RawCharger : IAsyncDisposable
{
    private readonly TcpClient tcp;
    private readonly Stream stream;

    private RawCharger(TcpClient tcp) => (this.tcp, stream) = (tcp, tcp.GetStream());

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; private set; }

    /// <summary>Status line and headers of the answer.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Asks for an upgrade at exactly this target, such as "/ocpp/RDAM%20123".</summary>
    public static async Task<RawCharger> OpenAsync(EvOpsHost host, string target, params string[] headers)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(host.Address.Host, host.Address.Port);
        var charger = new RawCharger(tcp);
        string[] lines =
        [
            $"GET {target} HTTP/1.1", $"Host: {host.Address.Authority}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers.Length == 0 ? ["Sec-WebSocket-Protocol: ocpp1.6"] : headers, "", "",
        ];
        await charger.stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
        charger.Head = await charger.ReadHeadAsync();
        charger.Status = int.Parse(charger.Head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        return charger;
    }

    public Task SendAsync(byte first, string payload) => SendAsync(first, Encoding.UTF8.GetBytes(payload));

    /// <summary>A masked frame, as clients send them; the mask is zero, which is as good as any.</summary>
    public async Task SendAsync(byte first, byte[] payload)
    {
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)(0x80 | payload.Length)],
            <= ushort.MaxValue => [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => throw new ArgumentOutOfRangeException(nameof(payload)),
        };
        await stream.WriteAsync((byte[])[first, .. length, 0, 0, 0, 0, .. payload]);
    }

    /// <summary>The next frame that is no ping; null when the line was cut.</summary>
    public async Task<RawFrame?> ReceiveAsync()
    {
        while (await ReceiveAnyAsync() is { } frame)
        {
            if (frame.First != RawFrame.Ping) return frame;
        }

        return null;
    }

    /// <summary>The next frame, pings included; null when the line was cut.</summary>
    public async Task<RawFrame?> ReceiveAnyAsync()
    {
        using var patience = new CancellationTokenSource(Waits.Longest);
        try
        {
            var head = new byte[2];
            await stream.ReadExactlyAsync(head, patience.Token);
            var length = (int)head[1];
            if (length == 126)
            {
                var extended = new byte[2];
                await stream.ReadExactlyAsync(extended, patience.Token);
                length = BinaryPrimitives.ReadUInt16BigEndian(extended);
            }

            var payload = new byte[length];
            await stream.ReadExactlyAsync(payload, patience.Token);
            return new RawFrame(head[0], payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadHeadAsync()
    {
        using var patience = new CancellationTokenSource(Waits.Longest);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, patience.Token) == 0) break;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
