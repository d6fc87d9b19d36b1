using EvOps.Domain.Users;

namespace EvOps.Web.Common.Api;

/// <summary>Where a room's endpoints begin.</summary>
public static class ApiGroup
{
    /// <summary>
    /// A group of endpoints with the API's manners: signed in (unless the endpoint says <c>AllowAnonymous</c>), lists checked.
    /// <code>
    /// var tags = app.MapApi("/v1/tags", "Tags").RequirePermission(Permission.ManageTags);
    /// tags.MapGet("", ListAsync).WithSummary("The tags the house knows.");
    /// </code>
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">Begins with /v1, /api or another of <see cref="ApiPaths"/>.</param>
    /// <param name="title">The group's title in the API's description.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app, string prefix, string title) =>
        app.MapGroup(prefix).RequireAuthorization().WithTags(title).AddEndpointFilterFactory(CheckPages);

    /// <summary>Only those whose role allows it; the others get 403. The use case checks it again.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(permission.ToString());

    private static EndpointFilterDelegate CheckPages(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var index = Array.FindIndex(context.MethodInfo.GetParameters(), parameter => parameter.ParameterType == typeof(PageQuery));
        if (index < 0) return next;
        return async call =>
        {
            if (call.GetArgument<PageQuery>(index).Check() is not { } failure) return await next(call);
            await failure.WriteAsync(call.HttpContext, StatusCodes.Status400BadRequest);
            return Results.Empty;
        };
    }
}
