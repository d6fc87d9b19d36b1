using System.Reflection;
using EvOps.Domain.Common;
using Microsoft.AspNetCore.Http.Metadata;

namespace EvOps.Web.Common.Api;

/// <summary>
/// What an endpoint answers: data in the envelope, or a refusal under its status. Made from either by itself, so an
/// endpoint's last line is mostly the use case:
/// <code>
/// private static async Task&lt;Answer&lt;TagView&gt;&gt; SaveAsync(string idTag, TagBody body, SaveTag save, ClaimsPrincipal user, CancellationToken cancel) =>
///     Answer.Of(await save.RunAsync(user.ToActor(), idTag, body.ToWish(), cancel), TagView.Of);
/// </code>
/// </summary>
public sealed class Answer<T> : IResult, IEndpointMetadataProvider
{
    private readonly int status;
    private readonly Envelope<T>? success;
    private readonly Failure? failure;
    private readonly TimeSpan? retryAfter;
    private readonly (object Source, Func<T> Show)? remembered;

    internal Answer(int status, Envelope<T> success) => (this.status, this.success) = (status, success);

    internal Answer(int status, Failure failure, TimeSpan? retryAfter = null) =>
        (this.status, this.failure, this.retryAfter) = (status, failure, retryAfter);

    internal Answer(object source, Func<T> show) => (status, remembered) = (StatusCodes.Status200OK, (source, show));

    public static implicit operator Answer<T>(T data) => new(StatusCodes.Status200OK, new Envelope<T>(null, data));

    public static implicit operator Answer<T>(Refusal refusal) => Answer.Refused<T>(refusal);

    public static implicit operator Answer<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : outcome.Refusal;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Envelope<T>), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(Failure), ["application/json"]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (retryAfter is { } wait) httpContext.Response.Headers.RetryAfter = ApiLimits.Seconds(wait);
        if (failure is not null) return failure.WriteAsync(httpContext, status);

        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status200OK && ETags.IsWanted(httpContext))
            return remembered is { } one ? ETags.WriteAsync(httpContext, one.Source, () => new Envelope<T>(null, one.Show())) : ETags.WriteAsync(httpContext, success);

        return httpContext.Response.WriteAsJsonAsync(remembered is { } other ? new Envelope<T>(null, other.Show()) : success, httpContext.RequestAborted);
    }
}

/// <summary>Ways to make an answer where the implicit ones do not do.</summary>
public static class Answer
{
    /// <summary>200 with a sentence beside the data.</summary>
    public static Answer<T> Ok<T>(T data, string message) => new(StatusCodes.Status200OK, new Envelope<T>(message, data));

    /// <summary>202: taken in and safe on the disk; the work follows.</summary>
    public static Answer<T> Accepted<T>(T data, string? message = null) => new(StatusCodes.Status202Accepted, new Envelope<T>(message, data));

    /// <summary>What came of it, shown as the API shows it.</summary>
    public static Answer<TView> Of<T, TView>(Outcome<T> outcome, Func<T, TView> show) =>
        outcome.IsDone ? show(outcome.Value) : outcome.Refusal;

    /// <summary>
    /// As <see cref="Of{T, TView}"/>, of an object that never changes and comes again and again: its bytes are made once.
    /// </summary>
    public static Answer<TView> OfRemembered<T, TView>(Outcome<T> outcome, Func<T, TView> show)
        where T : class =>
        outcome.IsDone ? new Answer<TView>(outcome.Value, () => show(outcome.Value)) : outcome.Refusal;

    /// <summary>Done, and this is what to show; or the refusal.</summary>
    public static Answer<TView> Of<TView>(Outcome outcome, Func<TView> show) =>
        outcome.IsDone ? show() : outcome.Refusal;

    /// <summary>A refusal under its own status, with what was done all the same.</summary>
    public static Answer<T> Refused<T>(Refusal refusal, object? data = null) =>
        new(StatusOf(refusal.Kind), new Failure(refusal.Message, refusal.Code, refusal.Errors, data));

    /// <summary>A refusal under a status that no <see cref="RefusalKind"/> has.</summary>
    public static Answer<T> Refused<T>(int status, string code, string message) => new(status, new Failure(message, code));

    /// <summary>400: what cannot be read, where an endpoint reads the body itself.</summary>
    public static Answer<T> Unreadable<T>(Failure fault) => new(StatusCodes.Status400BadRequest, fault);

    /// <summary>429: not before this time has passed.</summary>
    public static Answer<T> TooMany<T>(TimeSpan wait, string code, string message) =>
        new(StatusCodes.Status429TooManyRequests, new Failure(message, code), wait);

    /// <summary>A refusal under its own status: not before this time has passed.</summary>
    public static Answer<T> Unavailable<T>(TimeSpan wait, Refusal refusal) =>
        new(StatusOf(refusal.Kind), new Failure(refusal.Message, refusal.Code, refusal.Errors), wait);

    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.NotNow => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.BadAnswer => StatusCodes.Status502BadGateway,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.NoAnswer => StatusCodes.Status504GatewayTimeout,
    };
}
