namespace EvOps.Web.Common;

/// <summary>What every answer tells a browser to be careful about. Blazor itself forbids other sites to frame the console.</summary>
public static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        return next(http);
    });
}
