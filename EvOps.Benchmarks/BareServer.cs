using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvOps.Benchmarks;

/// <summary>
/// The yardstick: Kestrel's WebSocket with nothing behind it. It looks at the message id and at the action's first letters, answers what EvOps would
/// answer, and stores nothing. At /body it answers the bytes of a file.
/// </summary>
internal static class BareServer
{
    public static async Task<int> RunAsync(string url, string[] body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.UseWebSockets();
        app.Map("/ocpp/{id}", async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync("ocpp1.6");
            await ServeAsync(socket, http.RequestAborted);
        });
        if (body is [var file])
        {
            var bytes = await File.ReadAllBytesAsync(file);
            app.MapGet("/body", async (HttpContext http) =>
            {
                (http.Response.ContentType, http.Response.ContentLength) = ("application/json; charset=utf-8", bytes.Length);
                await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            });
        }

        await app.RunAsync();
        return 0;
    }

    private static async Task ServeAsync(WebSocket socket, CancellationToken cancel)
    {
        var (buffer, answer) = (new byte[4096], new byte[256]);
        try
        {
            while (true)
            {
                // Zero bytes first: an idle socket then holds no buffer of the runtime's.
                await socket.ReceiveAsync(Memory<byte>.Empty, cancel);
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
                        return;
                    }

                    length += received.Count;
                }
                while (!received.EndOfMessage);
                var written = Answer(buffer.AsSpan(0, length), answer);
                await socket.SendAsync(answer.AsMemory(0, written), WebSocketMessageType.Text, true, cancel);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client has left.
        }
    }

    // [2,"id","Action",{…}] → [3,"id",{…}]
    private static int Answer(ReadOnlySpan<byte> call, Span<byte> answer)
    {
        var id = call[3..];
        id = id[..(id[1..].IndexOf((byte)'"') + 2)];
        var action = call[(3 + id.Length + 2)..];
        ReadOnlySpan<byte> payload = action[0] switch
        {
            (byte)'B' => """{"status":"Accepted","currentTime":"2026-01-01T00:00:00.000Z","interval":300}"""u8,
            (byte)'S' when action[2] == 'a' => """{"idTagInfo":{"status":"Accepted"},"transactionId":1}"""u8,
            _ => "{}"u8,
        };
        var written = Encoding.UTF8.GetBytes("[3,", answer);
        id.CopyTo(answer[written..]);
        written += id.Length;
        answer[written++] = (byte)',';
        payload.CopyTo(answer[written..]);
        written += payload.Length;
        answer[written++] = (byte)']';
        return written;
    }
}
