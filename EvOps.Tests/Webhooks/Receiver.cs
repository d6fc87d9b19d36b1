using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvOps.Tests.Webhooks;

/// <summary>A request as the receiver got it.</summary>
internal sealed record Received(string Event, Guid Delivery, string Timestamp, string Signature, string ContentType, string Body, string? Trace)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>As docs/webhooks.md tells receivers to check it, and by nothing of the sender's own.</summary>
    public bool IsSignedWith(string secret)
    {
        using var hmac = new HMACSHA256(Encoding.ASCII.GetBytes(secret));
        var expected = "sha256=" + Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(Timestamp + "." + Body))).ToLower(CultureInfo.InvariantCulture);
        return expected == Signature;
    }
}

/// <summary>Another system: a real server on a real port that keeps what it is sent and answers as the test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> received = new();
    private readonly WebApplication app;

    private Receiver(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<Received> All => [.. received];

    /// <summary>What it answers; may take its time.</summary>
    public Func<HttpContext, Task> Answers { get; set; } = http => http.Response.WriteAsync("thank you");

    /// <param name="port">0: a free one.</param>
    public static async Task<Receiver> OpenAsync(int port = 0)
    {
        var receiver = new Receiver(port);
        await receiver.app.StartAsync();
        receiver.Address = new Uri(new Uri(receiver.app.Urls.First()), "/hook");
        return receiver;
    }

    public void AnswersWith(int status, string body = "") => Answers = http =>
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var (headers, body) = (http.Request.Headers, await reader.ReadToEndAsync());
        received.Enqueue(new(
            headers["X-EvOps-Event"].Single()!, Guid.Parse(headers["X-EvOps-Delivery"].Single()!), headers["X-EvOps-Timestamp"].Single()!,
            headers["X-EvOps-Signature"].Single()!, http.Request.ContentType!, body, headers["traceparent"].FirstOrDefault()));
        await Answers(http);
    }
}
