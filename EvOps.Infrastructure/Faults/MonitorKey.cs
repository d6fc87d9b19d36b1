using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>The key that health monitors share (<c>Monitors:Key</c>).</summary>
public sealed class MonitorKey(IOptions<MonitorsOptions> options)
{
    /// <summary>Whether health monitors are listened to at all.</summary>
    public bool IsSet => !string.IsNullOrEmpty(options.Value.Key);

    /// <summary>In the same time, however much of it is right, and however long it is.</summary>
    public bool Matches(string? shown) => IsSet && CryptographicOperations.FixedTimeEquals(Digest(shown ?? ""), Digest(options.Value.Key!)) && shown is not null;

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
