using EvOps.Domain.Common;

namespace EvOps.Domain.Webhooks;

public enum SubscriptionState
{
    Active,

    /// <summary>By hand; what happens meanwhile is not sent later.</summary>
    Paused,

    /// <summary>By the house, because the receiver is gone or failed for too long.</summary>
    Disabled,
}

/// <summary>What somebody wants of a subscription.</summary>
public sealed record SubscriptionWish(string? Name, string? Url, IReadOnlyList<string>? Events)
{
    /// <summary>What is wrong with it, field by field; null when nothing is.</summary>
    public Refusal? Faults(bool allowHttp)
    {
        var errors = new FieldErrors();
        errors.Check(Name?.Trim().Length is >= 1 and <= WebhookSubscription.LongestName, "name", $"A name has 1 to {WebhookSubscription.LongestName} characters.");
        var address = WebhookAddress.FaultOf(Url, allowHttp);
        errors.Check(address is null, "url", address ?? "");
        errors.Check(Events is { Count: > 0 }, "events", "Choose at least one event.");
        var unknown = Events?.FirstOrDefault(name => !WebhookEventType.IsKnown(name ?? ""));
        errors.Check(Events is null || Events.All(name => WebhookEventType.IsKnown(name ?? "")), "events", $"There is no event {Short(unknown)}. There are {string.Join(", ", WebhookEventType.All.Select(type => type.Name))}.");
        return errors.Refusal;
    }

    private static string Short(string? text) => text?.Length > 40 ? text[..40] + "…" : text ?? "";
}

/// <summary>Another system that is told of some events.</summary>
public sealed class WebhookSubscription : IHasRowVersion
{
    public const int LongestName = 100;

    /// <summary>So many in the whole house: each event asks all of them.</summary>
    public const int Most = 50;

    public WebhookSubscription(Guid id, SubscriptionWish wish, string protectedSecret, DateTimeOffset now)
    {
        (Id, ProtectedSecret, CreatedAt) = (id, protectedSecret, now);
        Change(wish);
    }

    private WebhookSubscription()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    public string Url { get; private set; } = "";

    /// <summary>Names of the chosen types, a blank between two.</summary>
    public string EventNames { get; private set; } = "";

    /// <summary>What deliveries are signed with; only the keys of this house open it.</summary>
    public string ProtectedSecret { get; private set; } = "";

    public SubscriptionState State { get; private set; }

    /// <summary>Why the house disabled it; null where it did not.</summary>
    public string? DisabledReason { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>The first failure since the last success; null while all is well.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>How often people have changed it, so that nobody overwrites what he has not seen.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public byte[] RowVersion { get; private set; } = [];

    public IReadOnlyList<string> Events => EventNames.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public bool Wants(string type) => State == SubscriptionState.Active && Events.Contains(type);

    /// <summary>Takes a wish that has no faults.</summary>
    public void Change(SubscriptionWish wish)
    {
        (Name, Url) = (wish.Name!.Trim(), wish.Url!.Trim());
        EventNames = string.Join(' ', WebhookEventType.All.Select(type => type.Name).Where(wish.Events!.Contains));
        Version++;
    }

    /// <summary>The receiver must know the new secret by now: the next delivery is signed with it.</summary>
    public void RenewSecret(string protectedSecret) => (ProtectedSecret, Version) = (protectedSecret, Version + 1);

    public Outcome Pause()
    {
        switch (State)
        {
            case SubscriptionState.Active:
                (State, Version) = (SubscriptionState.Paused, Version + 1);
                return Outcome.Done;
            case SubscriptionState.Paused:
                return Refuse.NotNow("subscription_paused", $"{Name} is paused already.");
            case SubscriptionState.Disabled:
                return Refuse.NotNow("subscription_disabled", $"{Name} is disabled already: {DisabledReason}");
            default:
                throw new InvalidOperationException($"{State} is no known state.");
        }
    }

    /// <summary>Sends again, and is given all its patience anew.</summary>
    public Outcome Resume()
    {
        switch (State)
        {
            case SubscriptionState.Active:
                return Refuse.NotNow("subscription_active", $"{Name} is active already.");
            case SubscriptionState.Paused or SubscriptionState.Disabled:
                (State, DisabledReason, DisabledAt, FailingSince, Version) = (SubscriptionState.Active, null, null, null, Version + 1);
                return Outcome.Done;
            default:
                throw new InvalidOperationException($"{State} is no known state.");
        }
    }

    /// <summary>The receiver took a delivery.</summary>
    public void NoteSuccess() => FailingSince = null;

    /// <summary>A delivery failed. Where nothing but failures came for too long, or the receiver says that it is gone, that is the end.</summary>
    /// <returns>True when this failure disabled it.</returns>
    public bool NoteFailure(DateTimeOffset now, TimeSpan patience, bool isGone, string outcome)
    {
        FailingSince ??= now;
        if (State == SubscriptionState.Disabled || (!isGone && now - FailingSince < patience)) return false;

        (State, DisabledAt) = (SubscriptionState.Disabled, now);
        DisabledReason = isGone
            ? "The receiver answered 410 Gone: it wants no more events."
            : $"Every delivery failed for {patience.TotalHours:0} h; the last one: {outcome}.";
        return true;
    }
}
