using EvOps.Domain.Common;

namespace EvOps.Domain.Users;

/// <summary>One line of the audit trail: who did what to what, when, from where, and what came of it. Never changed, never deleted.</summary>
public sealed class AuditEntry : IAppendOnly
{
    public AuditEntry(DateTimeOffset at, Actor actor, string action, string subjectKind, string subjectId, string outcome, string? details, string? correlationId)
    {
        Id = Ids.New(at);
        At = at;
        UserId = actor.UserId;
        Who = actor.Name;
        Origin = actor.Origin;
        Action = action;
        SubjectKind = subjectKind;
        SubjectId = subjectId;
        Outcome = outcome;
        Details = details;
        CorrelationId = correlationId;
    }

    private AuditEntry()
    {
    }

    public Guid Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    public Guid? UserId { get; private init; }

    public string Who { get; private init; } = "";

    public string Origin { get; private init; } = "";

    /// <summary>Verb and noun in an operator's words: "stop session".</summary>
    public string Action { get; private init; } = "";

    /// <summary>"session", "station", "charge point", "tag", "user".</summary>
    public string SubjectKind { get; private init; } = "";

    public string SubjectId { get; private init; } = "";

    /// <summary>"done", or the refusal in words.</summary>
    public string Outcome { get; private init; } = "";

    public string? Details { get; private init; }

    /// <summary>What log lines and traces of the same request, message or job carry too; null for what was begun by none of them.</summary>
    public string? CorrelationId { get; private init; }
}
