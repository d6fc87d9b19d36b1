using System.Runtime.CompilerServices;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Which messages of a charger; null is all.</summary>
/// <param name="Action">As the standard writes it.</param>
/// <param name="Search">Part of the action, the message id, what was said or what was answered.</param>
/// <param name="From">Inclusive.</param>
/// <param name="Before">Exclusive: the time of the last message of a page leads to the next.</param>
public sealed record MessageFilter(
    MessageDirection? Direction = null, string? Action = null, bool TroubleOnly = false, string? Search = null, DateTimeOffset? From = null, DateTimeOffset? Before = null)
{
    internal bool Matches(OcppMessage message) =>
        (Direction is null || message.Direction == Direction)
        && (Action is null || message.Action == Action)
        && (!TroubleOnly || message.IsTrouble)
        && (From is null || message.At >= From)
        && (Before is null || message.At < Before)
        && (string.IsNullOrWhiteSpace(Search) || Texts(message).Any(text => text?.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase) == true));

    private static string?[] Texts(OcppMessage message) => [message.Action, message.MessageId, message.Payload, message.Result, message.CorrelationId];
}

/// <summary>What a charger and the house said to each other, newest first: what the database has, and what is only in memory so far.</summary>
public sealed class ListMessages(IDbContextFactory<EvOpsDb> databases, MessageLog log)
{
    public async Task<Outcome<Page<OcppMessage>>> RunAsync(Actor actor, string identity, MessageFilter filter, int limit, int offset, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, identity, cancel);
        if (!found.IsDone) return found.Refusal;

        var (fresh, stored) = (Fresh(found.Value, identity, filter), Stored(db, found.Value, filter));
        var total = await stored.CountAsync(cancel) + fresh.Count;
        var items = await NewestAsync(stored, fresh, offset + limit, cancel);
        return new Page<OcppMessage>([.. items.Skip(offset)], total, limit, offset);
    }

    /// <summary>The newest ones, without counting how many there are.</summary>
    public async Task<Outcome<IReadOnlyList<OcppMessage>>> NewestAsync(Actor actor, string identity, MessageFilter filter, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, identity, cancel);
        if (!found.IsDone) return found.Refusal;

        return await NewestAsync(Stored(db, found.Value, filter), Fresh(found.Value, identity, filter), most, cancel);
    }

    /// <summary>Everything that matches, newest first, read in portions.</summary>
    public async IAsyncEnumerable<OcppMessage> AllAsync(Actor actor, string identity, MessageFilter filter, int portion, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var found = await NewestAsync(actor, identity, filter, portion, cancel);
            if (!found.IsDone) yield break;

            foreach (var message in found.Value) yield return message;
            if (found.Value.Count < portion) yield break;
            filter = filter with { Before = found.Value[^1].At };
        }
    }

    private static async Task<Outcome<Guid>> FindAsync(EvOpsDb db, Actor actor, string identity, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewMessages, "read the messages of chargers").Refusal is { } forbidden) return forbidden;

        var found = await db.ChargePoints.Where(c => c.Identity == identity).Select(c => new { c.Id, c.Identity }).SingleOrDefaultAsync(cancel);
        // A database that compares without regard to case may find another charger.
        return found is not null && found.Identity == identity ? found.Id : Refuse.NotFound("charge_point_not_found", $"There is no charge point {AuditTrail.Fit(identity)}.");
    }

    // Asked before the database is: what is written in between is in both, and taken once.
    private List<OcppMessage> Fresh(Guid chargePointId, string identity, MessageFilter filter) =>
        [.. log.UnwrittenOf(chargePointId, identity).Select(message => message.ToMessage()).Where(filter.Matches)];

    private static async Task<List<OcppMessage>> NewestAsync(IQueryable<OcppMessage> stored, List<OcppMessage> fresh, int most, CancellationToken cancel)
    {
        var found = await stored.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(most).ToListAsync(cancel);
        return [.. found.Concat(fresh).DistinctBy(m => (m.At, m.Direction, m.MessageId)).OrderByDescending(m => m.At).Take(most)];
    }

    private static IQueryable<OcppMessage> Stored(EvOpsDb db, Guid chargePointId, MessageFilter filter)
    {
        var messages = db.OcppMessages.AsNoTracking().Where(m => m.ChargePointId == chargePointId);
        if (filter.Direction is { } direction) messages = messages.Where(m => m.Direction == direction);
        if (filter.Action is { } action) messages = messages.Where(m => m.Action == action);
        if (filter.From is { } from) messages = messages.Where(m => m.At >= from);
        if (filter.Before is { } before) messages = messages.Where(m => m.At < before);
        if (filter.TroubleOnly)
            messages = messages.Where(m => m.Outcome == MessageOutcome.Odd || m.Outcome == MessageOutcome.Declined || m.Outcome == MessageOutcome.Error || m.Outcome == MessageOutcome.NoAnswer);
        if (string.IsNullOrWhiteSpace(filter.Search)) return messages;

        var pattern = Like.Containing(filter.Search);
        return messages.Where(m => EF.Functions.Like(m.Payload, pattern, Like.Escape) || EF.Functions.Like(m.Result!, pattern, Like.Escape)
            || EF.Functions.Like(m.Action, pattern, Like.Escape) || EF.Functions.Like(m.MessageId, pattern, Like.Escape) || EF.Functions.Like(m.CorrelationId!, pattern, Like.Escape));
    }
}
