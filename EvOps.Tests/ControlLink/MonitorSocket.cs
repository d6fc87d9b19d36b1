using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EvOps.Tests.Support;

namespace EvOps.Tests.ControlLink;

/// <summary>A health monitor on a bare socket: frames as the contract has them, written here anew, and bytes that are none.</summary>
internal sealed class MonitorSocket : IDisposable
{
    public const byte Stx = 0x02, Etx = 0x03, Esc = 0x1B, Ack = 0x06, Nak = 0x15;

    private static readonly TimeSpan Patience = Waits.Longest;

    private readonly TcpClient client = new();

    public static async Task<MonitorSocket> ConnectAsync(int port)
    {
        var monitor = new MonitorSocket();
        await monitor.client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        monitor.client.NoDelay = true;
        return monitor;
    }

    /// <summary>A port that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }

    public static byte[] Frame(ReadOnlySpan<byte> data, byte spoiltBy = 0)
    {
        List<byte> frame = [Stx];
        byte check = 0;
        foreach (var one in data)
        {
            check ^= one;
            if (one is Stx or Etx or Esc) frame.AddRange([Esc, (byte)(one ^ 0x20)]);
            else frame.Add(one);
        }

        return [.. frame, Etx, (byte)(check ^ spoiltBy)];
    }

    public static byte[] Hello(string chargePointId, string key) => Frame(JsonSerializer.SerializeToUtf8Bytes(new { type = "hello", chargePointId, key }));

    public static byte[] Health(string status, string? reason = null, string? timestamp = null) => Frame(JsonSerializer.SerializeToUtf8Bytes(new { type = "health", status, reason, timestamp }));

    public static byte[] Text(string data) => Frame(Encoding.UTF8.GetBytes(data));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends and hands back the answer; null where the other side hangs up instead.</summary>
    public async Task<byte?> AskAsync(byte[] bytes)
    {
        await SendAsync(bytes);
        return await AnswerAsync();
    }

    /// <summary>The next byte; null at the end of the connection.</summary>
    public async Task<byte?> AnswerAsync()
    {
        var one = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await client.GetStream().ReadAsync(one, patience.Token) == 1 ? one[0] : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
