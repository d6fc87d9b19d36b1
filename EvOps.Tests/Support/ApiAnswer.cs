using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EvOps.Tests.Support;

/// <summary>An answer of the API: status and envelope.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public bool Success => Body.GetProperty("success").GetBoolean();

    public JsonElement Data => Body.GetProperty("data");

    public string Code => Body.GetProperty("code").GetString()!;

    public string Sentence => Body.GetProperty("message").GetString()!;

    /// <summary>The first sentence about a field.</summary>
    public string ErrorOf(string field) => Body.GetProperty("errors").GetProperty(field)[0].GetString()!;
}

/// <summary>Asking the API in one line.</summary>
public static class ApiCalls
{
    public static Task<ApiAnswer> GetApiAsync(this HttpClient http, string path) => SendAsync(http, HttpMethod.Get, path, null);

    public static Task<ApiAnswer> PostApiAsync(this HttpClient http, string path, object? body = null) => SendAsync(http, HttpMethod.Post, path, Json(body));

    public static Task<ApiAnswer> PutApiAsync(this HttpClient http, string path, object? body = null) => SendAsync(http, HttpMethod.Put, path, Json(body));

    public static Task<ApiAnswer> DeleteApiAsync(this HttpClient http, string path) => SendAsync(http, HttpMethod.Delete, path, null);

    /// <summary>Any body, such as one that is no JSON.</summary>
    public static async Task<ApiAnswer> SendAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return new ApiAnswer(response.StatusCode, JsonDocument.Parse(text).RootElement, response);
    }

    private static JsonContent? Json(object? body) => body is null ? null : JsonContent.Create(body);
}
