using System.Net.WebSockets;
using System.Text;

namespace EvOps.Simulator;

/// <summary>Puts the frames of a WebSocket together to whole messages.</summary>
internal sealed class OcppMessageReader(WebSocket socket)
{
    private byte[] buffer = new byte[4096];

    /// <summary>The next message as text; null when the peer closed.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancel)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
