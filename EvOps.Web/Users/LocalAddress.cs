namespace EvOps.Web.Users;

/// <summary>Where to go after sign-in: only to this console, whatever the address says.</summary>
public static class LocalAddress
{
    /// <summary>The wish where it is a path of our own; otherwise the first page. <c>//elsewhere</c> and <c>/\elsewhere</c> are other hosts to a browser.</summary>
    public static string Of(string? wish) =>
        wish is ['/', ..] and not ['/', '/' or '\\', ..] && !wish.Any(char.IsControl) ? wish : "/";
}
