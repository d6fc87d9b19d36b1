using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EvOps.Tests.Support;

/// <summary>A mail as the server got it.</summary>
/// <param name="Recipients">Of the envelope, whatever the headers say.</param>
/// <param name="Headers">One line each, unfolded.</param>
/// <param name="Text">The body, decoded.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> Recipients, IReadOnlyList<string> Headers, string Text)
{
    public string? this[string header] => Headers.Where(h => h.StartsWith(header + ": ", StringComparison.OrdinalIgnoreCase)).Select(h => h[(header.Length + 2)..]).SingleOrDefault();
}

/// <summary>A mail server on a socket of this machine: just as much of SMTP (RFC 5321) as a client needs, and refusals as the test wants them.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly ConcurrentQueue<string> commands = new();
    private readonly Task accepting;

    public MailServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What a command is answered instead: "RCPT" → "550 5.1.1 No such user". Empty: nothing at all, for ever.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>Held back until this is done, so that senders meet while one is at it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public IReadOnlyCollection<ReceivedMail> Received => received;

    /// <summary>The first word of each.</summary>
    public IReadOnlyCollection<string> Commands => commands;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The settings of a house that mails through it.</summary>
    public string[] Settings => ["Mail:Host=127.0.0.1", $"Mail:Port={Port}", "Mail:From=EvOps <no-reply@evops.test>", "Mail:UseTls=false"];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true) clients.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var (from, to) = ("", new List<string>());
        await SayAsync(stream, "220 mail.test ready");
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            commands.Enqueue(verb);
            if (Answers.TryGetValue(verb, out var refusal))
            {
                if (refusal.Length == 0) await Task.Delay(Timeout.Infinite, end.Token);
                await SayAsync(stream, refusal);
                continue;
            }

            switch (verb)
            {
                case "MAIL":
                    (from, to) = (Address(line), []);
                    await SayAsync(stream, "250 OK");
                    break;
                case "RCPT":
                    to.Add(Address(line));
                    await SayAsync(stream, "250 OK");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 Go on");
                    var mail = await ReadMailAsync(reader, from, to);
                    await Gate.WaitAsync(end.Token);
                    if (Answers.TryGetValue(".", out var unwanted))
                    {
                        await SayAsync(stream, unwanted);
                        break;
                    }

                    received.Enqueue(mail);
                    await SayAsync(stream, "250 Taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 Bye");
                    return;
                default:
                    await SayAsync(stream, "250 mail.test");
                    break;
            }
        }
    }

    private async Task<ReceivedMail> ReadMailAsync(StreamReader reader, string from, List<string> to)
    {
        List<string> lines = [];
        while (await reader.ReadLineAsync(end.Token) is { } line && line != ".") lines.Add(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line);
        var empty = lines.IndexOf("");
        List<string> headers = [];
        foreach (var line in lines[..empty])
        {
            if (line is [' ' or '\t', ..]) headers[^1] += line[1..];
            else headers.Add(line);
        }

        return new ReceivedMail(from, to, headers, QuotedPrintable(lines[(empty + 1)..]));
    }

    // RFC 2045 §6.7.
    private static string QuotedPrintable(List<string> lines)
    {
        var text = string.Join("\r\n", lines).Replace("=\r\n", "", StringComparison.Ordinal);
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 2;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), end.Token);
}
