using System.Diagnostics.CodeAnalysis;

namespace EvOps.Domain.Common;

/// <summary>Why something was not done. Each kind has one HTTP status at the door (see CONTRACT: 400, 403, 404, 409, 422, 429, 503).</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong (400).</summary>
    Invalid,

    /// <summary>The person lacks the right (403).</summary>
    Forbidden,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>Someone else was first (409).</summary>
    Conflict,

    /// <summary>Right request, wrong moment (422).</summary>
    NotNow,

    /// <summary>The other side answered with an error of its own (502).</summary>
    BadAnswer,

    /// <summary>Something this house depends on is away (503).</summary>
    Unavailable,

    /// <summary>The other side did not answer in time (504).</summary>
    NoAnswer,
}

/// <summary>A refusal in words: a sentence for people, a snake_case code for programs, and field errors where the request was invalid.</summary>
public sealed record Refusal(
    RefusalKind Kind,
    string Code,
    string Message,
    IReadOnlyDictionary<string, string[]>? Errors = null);

/// <summary>The result of a command: done, or refused with a reason. Refusals are values; only broken invariants throw.</summary>
public readonly record struct Outcome
{
    public static readonly Outcome Done;

    private Outcome(Refusal refusal) => Refusal = refusal;

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    public static Outcome Refused(RefusalKind kind, string code, string message) => new(new Refusal(kind, code, message));

    public static implicit operator Outcome(Refusal refusal) => new(refusal);
}

/// <summary>The result of a command that gives something back when it is done.</summary>
public readonly record struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    /// <summary>What came of it. Asking a refused outcome for its value is a bug and throws.</summary>
    public T Value => IsDone ? value! : throw new InvalidOperationException($"Refused: {Refusal.Message}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>Short ways to write a refusal.</summary>
public static class Refuse
{
    public static Refusal Invalid(string code, string message) => new(RefusalKind.Invalid, code, message);

    public static Refusal InvalidField(string field, string message) =>
        new(RefusalKind.Invalid, "invalid_request", message, new Dictionary<string, string[]> { [field] = [message] });

    public static Refusal Forbidden(string message) => new(RefusalKind.Forbidden, "forbidden", message);

    public static Refusal NotFound(string code, string message) => new(RefusalKind.NotFound, code, message);

    public static Refusal Conflict(string code, string message) => new(RefusalKind.Conflict, code, message);

    public static Refusal NotNow(string code, string message) => new(RefusalKind.NotNow, code, message);
}
