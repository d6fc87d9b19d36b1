using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EvOps.Web.Common.Api;

/// <summary>The API's description at <c>/openapi/v1.json</c>: what it is, and how to sign in to it.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "EvOps";
            document.Info.Description = "Every answer is an envelope: {success, message?, data} or {success: false, message, code, errors?, data?}. Times are ISO 8601 in UTC.";
            document.Servers?.Clear();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The accessToken of POST /v1/auth/login.",
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer<ApiSchemas>();
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<ApiExample>().LastOrDefault() is { } example && operation.RequestBody?.Content?.Values.FirstOrDefault() is { } content)
                content.Example = JsonNode.Parse(example.Body);
            operation.Responses ??= [];
            operation.Responses.TryAdd("429", new OpenApiResponse { Description = "Too many requests: Retry-After says in how many seconds to come again." });
            if (operation.RequestBody is not null) operation.Responses.TryAdd("413", new OpenApiResponse { Description = "The body is too large: more than 1 MiB." });
            if (metadata.OfType<IAllowAnonymous>().Any() || !metadata.OfType<IAuthorizeData>().Any()) return Task.CompletedTask;

            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            operation.Responses.TryAdd("401", new OpenApiResponse { Description = "Not signed in." });
            operation.Responses.TryAdd("403", new OpenApiResponse { Description = "The role does not allow it." });
            return Task.CompletedTask;
        });
    }
}
