using System.Net;
using System.Net.Sockets;

namespace EvOps.Domain.Webhooks;

/// <summary>Where events may be sent to.</summary>
public static class WebhookAddress
{
    public const int Longest = 2000;

    /// <summary>What stands against this address, in a sentence; null when nothing does.</summary>
    /// <param name="url">As typed.</param>
    /// <param name="allowHttp">Plain http to anywhere, not only to this machine.</param>
    public static string? FaultOf(string? url, bool allowHttp)
    {
        if (string.IsNullOrWhiteSpace(url)) return "An address is needed.";
        if (url.Trim().Length > Longest) return $"An address has at most {Longest} characters.";
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
            return "The address must begin with https://.";
        if (uri.Scheme == "http" && !uri.IsLoopback && !allowHttp) return "The address must begin with https://: events would be readable on the way.";
        if (uri.UserInfo.Length > 0) return "The address must not hold a user name or password; receivers know us by the signature.";
        return IPAddress.TryParse(uri.DnsSafeHost, out var address) && IsForbidden(address) ? "Nothing is sent to link-local, multicast or metadata addresses." : null;
    }

    /// <summary>
    /// Addresses where no receiver lives but a cloud machine's own secrets do (link-local, RFC 3927 and RFC 4291 §2.5.6), or nobody
    /// at all. Asked again of what a name leads to, at the moment of sending.
    /// </summary>
    public static bool IsForbidden(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes is [169, 254, ..] or [100, 100, 100, 200] or [0, ..] or [>= 224, ..]
            : address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || address.Equals(MetadataV6);
    }

    private static readonly IPAddress MetadataV6 = IPAddress.Parse("fd00:ec2::254");
}
