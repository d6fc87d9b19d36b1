using System.Data.Common;
using System.Diagnostics;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Web.Common.Api;

/// <summary>
/// Whatever goes wrong at the API's addresses ends in the envelope: a request that cannot be read, an address that is none, a
/// right that is missing, a lost race, and what nobody foresaw. Never a stack trace, never an empty body.
/// </summary>
public sealed partial class ApiManners(RequestDelegate next, ILogger<ApiManners> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!ApiPaths.Contains(http.Request.Path))
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to answer.
            return;
        }
#pragma warning disable CA1031 // The last line of defence: whatever it is, the caller gets an envelope and the log gets the rest.
        catch (Exception failure) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            http.Response.Clear();
            await AnswerAsync(http, failure);
            return;
        }
        if (IsBare(http.Response)) await OfStatus(http).WriteAsync(http, http.Response.StatusCode);
    }

    private Task AnswerAsync(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } fault:
                return RequestFaults.Of(fault).WriteAsync(http, fault.StatusCode);
            case BadHttpRequestException fault:
                http.Response.StatusCode = fault.StatusCode;
                return OfStatus(http).WriteAsync(http, fault.StatusCode);
            case { } lost when Races.IsLostRace(lost):
                return new Failure("Someone else changed this at the same moment. Read it again, then repeat what you want to change.", "conflict")
                    .WriteAsync(http, StatusCodes.Status409Conflict);
            case { } away when away.GetBaseException() is DbException { IsTransient: true } or TimeoutException:
                DatabaseAway(away, http.Request.Method, http.Request.Path);
                return new Failure("The database does not answer; try again in a moment.", "database_unavailable").WriteAsync(http, StatusCodes.Status503ServiceUnavailable);
            default:
                var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
                Unforeseen(failure, http.Request.Method, http.Request.Path, trace);
                return new Failure("Something went wrong on our side. Name the trace id when you report it.", "internal_error", Data: new { TraceId = trace })
                    .WriteAsync(http, StatusCodes.Status500InternalServerError);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    /// <summary>For what the framework answers with a status alone.</summary>
    private static Failure OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => new("The request cannot be read.", "invalid_request"),
        StatusCodes.Status401Unauthorized => new(
            http.Request.Headers.Authorization.Count > 0 ? "The access token is not valid, or not any more." : "Sign in first: a bearer token is needed, or the console's cookie.",
            "unauthorized"),
        StatusCodes.Status403Forbidden => new("Your role does not allow this.", "forbidden"),
        StatusCodes.Status404NotFound => new($"There is nothing at {http.Request.Path}.", "not_found"),
        StatusCodes.Status405MethodNotAllowed => new($"{http.Request.Method} is not possible here; {http.Response.Headers.Allow} is.", "method_not_allowed"),
        StatusCodes.Status413PayloadTooLarge => new("The body is larger than 1 MiB.", "body_too_large"),
        StatusCodes.Status415UnsupportedMediaType => new("The body must be application/json.", "unsupported_media_type"),
        var status => new($"The request was refused ({status}).", "refused"),
    };

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: the database does not answer")]
    private partial void DatabaseAway(Exception failure, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed (trace {Trace})")]
    private partial void Unforeseen(Exception failure, string method, string path, string trace);
}
