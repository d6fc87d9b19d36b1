using EvOps.Infrastructure.Common;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Common.Api;

/// <summary>The API's manners, put into the application in one place.</summary>
public static class ApiRoom
{
    private const long LargestBody = 1024 * 1024;

    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.AddRoomOptions<ApiOptions>(ApiOptions.Section);
        builder.Services.ConfigureHttpJsonOptions(http => ApiJson.Configure(http.SerializerOptions));
        // In every environment alike: what cannot be read comes as an exception, and ApiManners puts it in words.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<ApiOptions>>((limiter, api) => ApiLimits.Configure(limiter, api.Value));
        builder.Services.AddSingleton<SignInLimits>();
        builder.Services.AddOpenApi(ApiDescription.Configure);
        return builder;
    }

    /// <summary>Before authentication: what goes wrong there is answered in the envelope, too.</summary>
    public static IApplicationBuilder UseApiManners(this IApplicationBuilder app) => app.UseMiddleware<ApiManners>();
}
