namespace EvOps.Web.Common.Api;

/// <summary>Texts of other people's making as part of a path: tags, identities of chargers.</summary>
public static class PathText
{
    /// <summary>The text as it was meant. Routing decodes everything but the slash, which would have been a border between segments.</summary>
    public static string Of(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
