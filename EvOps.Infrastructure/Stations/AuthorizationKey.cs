using System.Security.Cryptography;
using System.Text;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// A charger's authorization key (OCPP 1.6 security white paper, profile 1): kept as salted PBKDF2 only.
/// A key of 40 hex digits is also accepted as the 20 bytes it stands for, because chargers differ in which they send.
/// </summary>
public static class AuthorizationKey
{
    public const int Shortest = 8;

    public const int Longest = 40;

    private const int Rounds = 20_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static bool IsLegal(string key) => key.Length is >= Shortest and <= Longest && !key.Any(char.IsControl);

    public static string Hash(string key)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"1.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Derive(Encoding.UTF8.GetBytes(key), salt))}";
    }

    /// <param name="sent">The password as the bytes it arrived in, which need not be text (ocpp.md X10).</param>
    public static bool Matches(string hash, ReadOnlySpan<byte> sent)
    {
        var parts = hash.Split('.');
        var (salt, expected) = (Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]));
        if (CryptographicOperations.FixedTimeEquals(Derive(sent, salt), expected)) return true;

        // The key was set as hex digits and the charger sends the bytes they stand for: bring them back to the form that was hashed.
        return CryptographicOperations.FixedTimeEquals(Derive(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(sent)), salt), expected)
            || CryptographicOperations.FixedTimeEquals(Derive(Encoding.ASCII.GetBytes(Convert.ToHexString(sent)), salt), expected);
    }

    private static byte[] Derive(ReadOnlySpan<byte> key, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(key, salt, Rounds, HashAlgorithmName.SHA256, HashBytes);
}
