using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// The spellings of an enum on the wire: the member's name, or what <see cref="JsonStringEnumMemberNameAttribute"/> says.
/// OCPP spells case-sensitively, and so does this.
/// </summary>
internal static class WireNames<T> where T : struct, Enum
{
    private static readonly (byte[] Utf8, string Text, T Value)[] Names =
        [.. Enum.GetValues<T>().Select(value => (Encoding.UTF8.GetBytes(Spelling(value)), Spelling(value), value))];

    /// <summary>The member and its one text instance, without allocating.</summary>
    public static bool TryFind(ReadOnlySpan<byte> utf8, out T value, out string text)
    {
        foreach (var name in Names)
        {
            if (utf8.SequenceEqual(name.Utf8))
            {
                (value, text) = (name.Value, name.Text);
                return true;
            }
        }
        (value, text) = (default, "");
        return false;
    }

    public static string Of(T value)
    {
        foreach (var name in Names)
        {
            if (EqualityComparer<T>.Default.Equals(name.Value, value))
                return name.Text;
        }
        return value.ToString();
    }

    /// <summary>All spellings in one line, for "one of Soft, Hard is needed".</summary>
    public static string List() => string.Join(", ", Names.Select(name => name.Text));

    private static string Spelling(T value)
    {
        var member = value.ToString();
        return typeof(T).GetField(member)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member;
    }
}
