namespace EvOps.Web.Metrics;

/// <summary>The route that a request was for, never its path: there are only so many routes.</summary>
internal static class HttpRoutes
{
    /// <summary>Ask before the request goes on: what comes later may send it to the page of errors.</summary>
    public static string Of(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern ? $"/{pattern.Trim('/')}" : "none";
}
