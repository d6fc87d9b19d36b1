using System.Net;

namespace EvOps.Simulator;

/// <summary>The WebSocket handshake did not end in a connection: refused by the peer, or no peer was reached.</summary>
public sealed class OcppHandshakeException : Exception
{
    /// <summary>A failed handshake.</summary>
    /// <param name="url">Where the connection was sought.</param>
    /// <param name="status">The HTTP status of the refusal; null when no HTTP answer came at all.</param>
    /// <param name="cause">What the socket said.</param>
    public OcppHandshakeException(Uri url, HttpStatusCode? status, Exception cause)
        : base(status is { } code ? $"{url} answered HTTP {(int)code}." : $"{url} was not reached: {cause.Message}", cause)
        => Status = status;

    /// <summary>The HTTP status of the refusal, e.g. 401 or 404; null when no HTTP answer came at all.</summary>
    public HttpStatusCode? Status { get; }
}
