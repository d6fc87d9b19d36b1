namespace EvOps.Web.Common.Api;

/// <summary>Which addresses programs use: there every failure is an envelope, and nobody is sent to a sign-in page.</summary>
public static class ApiPaths
{
    private static readonly PathString[] Prefixes = ["/v1", "/api", "/cp", "/hubs"];

    public static bool Contains(PathString path) => Array.Exists(Prefixes, prefix => path.StartsWithSegments(prefix));
}
