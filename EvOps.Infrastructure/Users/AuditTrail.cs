using System.Diagnostics.CodeAnalysis;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Who did what to what, when, from where, and what came of it. Every command of a person writes one line; lines are only ever added.</summary>
public sealed class AuditTrail(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    private const int LongestText = 255, LongestOutcome = 1000, LongestDetails = 4000;

    /// <summary>Adds the line to what the caller is about to save, so that the deed and its trace stand or fall together.</summary>
    /// <param name="outcome">"done", or the refusal in words.</param>
    public void Note(EvOpsDb db, Actor actor, string action, string subjectKind, string subjectId, string outcome, string? details = null) =>
        db.AuditEntries.Add(new AuditEntry(
            time.GetUtcNow(), actor, action, subjectKind, Fit(subjectId), Cut(outcome, LongestOutcome), Cut(details, LongestDetails), Tracing.CorrelationId));

    /// <summary>Writes the line by itself: for commands that save nothing of their own, and for what was refused.</summary>
    public async Task RecordAsync(Actor actor, string action, string subjectKind, string subjectId, string outcome, string? details, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        Note(db, actor, action, subjectKind, subjectId, outcome, details);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>What a person typed, as long as the trail's columns are: a command refused for a huge name must still be written down.</summary>
    public static string Fit(string? text) => Cut(text?.Trim(), LongestText) ?? "";

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int longest) => text?.Length > longest ? text[..(longest - 1)] + "…" : text;
}
