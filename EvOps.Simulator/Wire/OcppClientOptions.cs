using System.Security.Cryptography.X509Certificates;

namespace EvOps.Simulator;

/// <summary>How an <see cref="OcppClient"/> asks for its connection.</summary>
public sealed record OcppClientOptions
{
    /// <summary>Subprotocols to offer, in order of preference; an empty list offers none. Default: <c>ocpp1.6</c> (OCPP-J 1.6 §3.1.2).</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = ["ocpp1.6"];

    /// <summary>User of HTTP Basic authentication, which is the charge point's identity (OCPP-J 1.6 §6.2); null sends no header.</summary>
    public string? User { get; init; }

    /// <summary>Password of HTTP Basic authentication, sent as UTF-8.</summary>
    public string? Password { get; init; }

    /// <summary>Password as raw bytes, for keys that are no text (OCPP-J 1.6 §6.2.2); wins over <see cref="Password"/>.</summary>
    public ReadOnlyMemory<byte> PasswordBytes { get; init; }

    /// <summary>Further request headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether permessage-deflate (RFC 7692) is offered.</summary>
    public bool OfferCompression { get; init; }

    /// <summary>Whether a TLS certificate nobody vouches for will do.</summary>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>The charge point's own TLS certificate (security profile 3); null shows none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>How often a WebSocket ping is sent; zero sends none.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.Zero;

    /// <summary>How long the handshake may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long <see cref="OcppClient.CallAsync"/> waits for an answer where the caller names no time.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
