using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EvOps.Domain.Webhooks;
using Microsoft.AspNetCore.WebUtilities;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>One signed POST to a receiver, and what came of it in words.</summary>
public sealed class WebhookClient(IHttpClientFactory clients, TimeProvider time)
{
    public const string Name = "webhooks";

    private const int MostAnswerBytes = 4 * WebhookAttempt.LongestAnswer;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Follows no redirect, keeps no cookie, tells nothing of what we trace, and looks where a name leads to before it connects.</summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    /// <summary>The value of X-EvOps-Signature.</summary>
    public static string Sign(string secret, long timestamp, string body)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{body}");
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
    }

    /// <summary>Throws only when it is given up because the house closes.</summary>
    public async Task<SendResult> PostAsync(string url, string secret, Guid delivery, WebhookEvent sent, CancellationToken abandon)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, abandon);
        var clock = time.GetTimestamp();
        try
        {
            using var request = Request(url, secret, delivery, sent);
            using var http = clients.CreateClient(Name);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            var words = $"{status} {ReasonPhrases.GetReasonPhrase(status)}".Trim();
            return new SendResult(status, words, time.GetElapsedTime(clock), await BeginningAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (!abandon.IsCancellationRequested)
        {
            return new SendResult(null, $"No answer within {Patience.TotalSeconds:0} s", time.GetElapsedTime(clock), null);
        }
        catch (HttpRequestException failure)
        {
            return new SendResult(null, Words(failure), time.GetElapsedTime(clock), null);
        }
        catch (Exception broken) when (broken is IOException or UriFormatException or FormatException)
        {
            return new SendResult(null, "The answer broke off", time.GetElapsedTime(clock), null);
        }
    }

    private HttpRequestMessage Request(string url, string secret, Guid delivery, WebhookEvent sent)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(sent.Payload, Encoding.UTF8, "application/json") };
        request.Headers.Add("User-Agent", "EvOps-Webhooks");
        request.Headers.Add("X-EvOps-Event", sent.Type);
        request.Headers.Add("X-EvOps-Delivery", delivery.ToString());
        request.Headers.Add("X-EvOps-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-EvOps-Signature", Sign(secret, timestamp, sent.Payload));
        return request;
    }

    private static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostAnswerBytes];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return read == 0 ? null : Encoding.UTF8.GetString(bytes, 0, read);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        if (Array.Exists(addresses, WebhookAddress.IsForbidden)) throw new ForbiddenAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Words(HttpRequestException failure) => failure switch
    {
        { InnerException: ForbiddenAddressException } => "The name leads to a link-local, multicast or metadata address, where nothing is sent",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "The connection was refused",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The name leads nowhere",
        _ => Words(failure.HttpRequestError),
    };

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The name leads nowhere",
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => "No connection could be made",
        HttpRequestError.SecureConnectionError => "No secure connection could be made; the certificate may be wrong",
        HttpRequestError.HttpProtocolError or HttpRequestError.ExtendedConnectNotSupported or HttpRequestError.VersionNegotiationError
            or HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => "The answer was not valid HTTP",
        HttpRequestError.ResponseEnded => "The answer broke off",
        HttpRequestError.UserAuthenticationError or HttpRequestError.Unknown => "It could not be sent",
    };

    private sealed class ForbiddenAddressException() : Exception("Nothing is sent to this address.");
}
