using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace EvOps.Simulator;

/// <summary>Prepares a WebSocket handshake as a charge point makes it (OCPP-J 1.6 §3.1).</summary>
internal static class OcppHandshake
{
    public static ClientWebSocket Prepare(OcppClientOptions options)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = options.PingInterval;
        if (options.PingInterval > TimeSpan.Zero)
            socket.Options.KeepAliveTimeout = TimeSpan.FromDays(1);
        if (options.OfferCompression)
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        foreach (var protocol in options.Subprotocols)
            socket.Options.AddSubProtocol(protocol);
        foreach (var (name, value) in options.Headers)
            socket.Options.SetRequestHeader(name, value);
        if (options.User is { } user)
            socket.Options.SetRequestHeader("Authorization", Basic(user, options));
        return socket;
    }

    /// <summary>Makes the TCP connection, and hands out its stream so that the network can be lost later.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker owns its handler, the stream its socket.")]
    public static HttpMessageInvoker Connector(OcppClientOptions options, Action<FreezableStream> connected) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = Tls(options),
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
                var stream = new FreezableStream(new NetworkStream(socket, ownsSocket: true));
                connected(stream);
                return stream;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    [SuppressMessage("Security", "CA5359", Justification = "Asked for by name, against test servers.")]
    private static SslClientAuthenticationOptions Tls(OcppClientOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.AcceptAnyCertificate)
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (options.ClientCertificate is { } own)
            tls.ClientCertificates = [own];
        return tls;
    }

    private static string Basic(string user, OcppClientOptions options)
    {
        var password = options.PasswordBytes.IsEmpty ? Encoding.UTF8.GetBytes(options.Password ?? "") : options.PasswordBytes.ToArray();
        return "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(user + ":"), .. password]);
    }
}
