using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EvOps.Web.Common.Api;

/// <summary>
/// Reads that a caller may keep and ask again whether they still hold (RFC 9110 §8.8.3, §13.1.2): the tag is a digest of the very bytes,
/// so it changes with whatever is shown. A caller who names it gets 304 without a body.
/// </summary>
public static class ETags
{
    private sealed class Wanted;

    /// <param name="Body">JSON in UTF-8.</param>
    private sealed record Encoded(byte[] Body, EntityTagHeaderValue Tag)
    {
        public StringValues Header { get; } = Tag.ToString();
    }

    private const int TagBytes = 16;

    // Each as long as somebody remembers what it was made from.
    private static readonly ConditionalWeakTable<object, Encoded> Known = [];

    /// <summary>The answers of this endpoint have an ETag.</summary>
    public static RouteHandlerBuilder WithETag(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Wanted()).Produces(StatusCodes.Status304NotModified);

    internal static bool IsWanted(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Wanted>() is not null;

    internal static Task WriteAsync<T>(HttpContext http, T answer) => WriteAsync(http, Encode(http, answer));

    /// <param name="http">The request.</param>
    /// <param name="source">What the answer is made from, which never changes: as long as it is the same object its bytes are.</param>
    /// <param name="answer">Makes it.</param>
    internal static Task WriteAsync<T>(HttpContext http, object source, Func<T> answer)
    {
        if (!Known.TryGetValue(source, out var body)) Known.AddOrUpdate(source, body = Encode(http, answer()));
        return WriteAsync(http, body);
    }

    private static Encoded Encode<T>(HttpContext http, T answer)
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, json);
        return new(body, new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, TagBytes))}\""));
    }

    private static Task WriteAsync(HttpContext http, Encoded encoded)
    {
        var (body, tag) = (encoded.Body, encoded.Tag);
        http.Response.Headers.ETag = encoded.Header;
        http.Response.Headers.CacheControl = "no-cache, private";
        // A proxy that compresses makes the tag a weak one: the same to a reader.
        if (http.Request.Headers.IfNoneMatch.Count > 0
            && http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
