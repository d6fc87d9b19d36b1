using System.Text.Json.Serialization;

namespace EvOps.Web.Common.Api;

/// <summary>What every success of the API looks like.</summary>
/// <param name="Message">A sentence for people, where there is something to say.</param>
public sealed record Envelope<T>(
    [property: JsonPropertyOrder(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message,
    [property: JsonPropertyOrder(2)] T? Data)
{
    [JsonPropertyOrder(0)]
    public bool Success => true;
}

/// <summary>What every failure of the API looks like.</summary>
/// <param name="Message">A sentence that says what is wrong and, where it can be changed, what to change.</param>
/// <param name="Code">The same for programs, in snake_case; it stays when the sentence is reworded.</param>
/// <param name="Errors">What is wrong with which field of the request.</param>
/// <param name="Data">What was done all the same, or where to look.</param>
public sealed record Failure(
    [property: JsonPropertyOrder(1)] string Message,
    [property: JsonPropertyOrder(2)] string Code,
    [property: JsonPropertyOrder(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonPropertyOrder(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Data = null)
{
    [JsonPropertyOrder(0)]
    public bool Success => false;

    /// <summary>Sends it, and nothing else that may have been prepared.</summary>
    public Task WriteAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(this, http.RequestAborted);
    }
}
