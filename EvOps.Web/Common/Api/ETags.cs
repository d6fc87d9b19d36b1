using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EvOps.Web.Common.Api;

/// <summary>
/// Reads that a caller may keep and ask again whether they still hold (RFC 9110 §8.8.3, §13.1.2): the tag is a digest of the very bytes,
/// so it changes with whatever is shown. A caller who names it gets 304 without a body.
/// </summary>
public static class ETags
{
    private sealed class Wanted;

    private const int TagBytes = 16;

    /// <summary>The answers of this endpoint have an ETag.</summary>
    public static RouteHandlerBuilder WithETag(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Wanted()).Produces(StatusCodes.Status304NotModified);

    internal static bool IsWanted(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Wanted>() is not null;

    internal static Task WriteAsync<T>(HttpContext http, T answer)
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, json);
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, TagBytes))}\"");
        var (request, response) = (http.Request.GetTypedHeaders(), http.Response.GetTypedHeaders());
        response.ETag = tag;
        response.CacheControl = new() { Private = true, NoCache = true };
        // A proxy that compresses makes the tag a weak one: the same to a reader.
        if (request.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
