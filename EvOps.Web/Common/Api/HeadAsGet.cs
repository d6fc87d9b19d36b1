namespace EvOps.Web.Common.Api;

/// <summary>
/// HEAD is GET without its body (RFC 9110 §9.3.2): what answers the one answers the other, with the same headers. The server itself keeps the body back.
/// It stands before routing, which finds an endpoint by its method.
/// </summary>
internal sealed class HeadAsGet : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;
            return rest(http);
        });
        next(app);
    };
}
