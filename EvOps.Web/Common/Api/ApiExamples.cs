using System.Diagnostics.CodeAnalysis;

namespace EvOps.Web.Common.Api;

/// <summary>A body that could be sent, for the API's description. A test sends each one.</summary>
internal sealed record ApiExample(string Body);

/// <summary>Where an endpoint says how it is called.</summary>
public static class ApiExamples
{
    public static TBuilder WithExample<TBuilder>(this TBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string body)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ApiExample(body));
}
