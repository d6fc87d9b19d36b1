using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EvOps.Web.Common.Api;

/// <summary>Tells the API's description what the house's own converters write, and what an envelope always has.</summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (WordsOf(context) is { } words)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. words.Select(word => (JsonNode)word)];
        }
        else if (context.JsonPropertyInfo?.CustomConverter is AnyId)
        {
            schema.Type = JsonSchemaType.String | JsonSchemaType.Integer;
        }
        else if (plain == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | (plain == type ? 0 : JsonSchemaType.Null);
            schema.Format = "date-time";
        }
        else if (plain == typeof(TimeOnly))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, null, "^[0-2][0-9]:[0-5][0-9]$");
        }
        else if (schema.Type is { } number && (number.HasFlag(JsonSchemaType.Integer) || number.HasFlag(JsonSchemaType.Number)))
        {
            // A number in quotes is read, too; nobody need know.
            schema.Type = number & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
        else if (type == typeof(Failure))
        {
            schema.Required = new HashSet<string> { "success", "message", "code" };
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Envelope<>))
        {
            schema.Required = new HashSet<string> { "success", "data" };
        }
        return Task.CompletedTask;
    }

    private static IEnumerable<string>? WordsOf(OpenApiSchemaTransformerContext context) =>
        (Words(context.JsonPropertyInfo?.CustomConverter) ?? Words(context.JsonTypeInfo.Converter))?.Words;

    private static IKnowsItsWords? Words(JsonConverter? converter) => converter as IKnowsItsWords;
}
