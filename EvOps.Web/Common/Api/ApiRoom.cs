using EvOps.Infrastructure.Common;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EvOps.Web.Common.Api;

/// <summary>The API's manners, put into the application in one place.</summary>
public static class ApiRoom
{
    private const string OtherSites = "other sites";
    private const long LargestBody = 1024 * 1024;

    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.AddRoomOptions<ApiOptions>(ApiOptions.Section);
        builder.Services.ConfigureHttpJsonOptions(http => ApiJson.Configure(http.SerializerOptions));
        // In every environment alike: what cannot be read comes as an exception, and ApiManners puts it in words.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddTransient<IStartupFilter, HeadAsGet>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<ApiOptions>>((limiter, api) => ApiLimits.Configure(limiter, api.Value));
        builder.Services.AddSingleton<SignInLimits>();
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<ApiOptions>>((cors, api) => cors.AddPolicy(OtherSites, other => other
            // Tokens only: no other site acts with the console's cookie.
            .WithOrigins([.. api.Value.AllowedOrigins]).AllowAnyMethod().AllowAnyHeader()
            .WithExposedHeaders(HeaderNames.ETag, HeaderNames.RetryAfter).SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
        builder.Services.AddOpenApi(ApiDescription.Configure);
        return builder;
    }

    /// <summary>Before authentication: what goes wrong there is answered in the envelope, too.</summary>
    public static IApplicationBuilder UseApiManners(this IApplicationBuilder app) => app
        .UseWhen(http => ApiPaths.Contains(http.Request.Path), api => api.UseCors(OtherSites))
        .UseMiddleware<ApiManners>();
}
