using System.Security.Claims;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Webhooks;

/// <summary>Other systems that are told of what happens here, and what they were sent.</summary>
public static class WebhooksApi
{
    private sealed record SubscriptionBody(string Name, string Url, IReadOnlyList<string> Events, int? Version = null)
    {
        public SubscriptionWish ToWish() => new(Name, Url, Events);
    }

    private sealed record SubscriptionView(
        Guid Id, string Name, string Url, IReadOnlyList<string> Events, SubscriptionState State, string? DisabledReason, DateTimeOffset? FailingSince, int Version,
        DateTimeOffset CreatedAt, int Waiting, DateTimeOffset? LastAttemptAt, string? LastOutcome, int AttemptsOfDay, int SuccessesOfDay)
    {
        public static SubscriptionView Of(SubscriptionRow row) => new(
            row.Id, row.Name, row.Url, row.Events, row.State, row.DisabledReason, row.FailingSince, row.Version, row.CreatedAt, row.Waiting, row.LastAt, row.LastOutcome, row.Attempts, row.Successes);
    }

    /// <summary>With the secret, which is told this once.</summary>
    private sealed record SecretView(Guid Id, string Secret);

    private sealed record IdView(Guid Id);

    private sealed record TestView(Guid DeliveryId);

    private sealed record AttemptView(DateTimeOffset At, int? Status, string Outcome, int Milliseconds, string? Answer);

    private sealed record DeliveryView(DeliveryRow Delivery, JsonElement Payload, IReadOnlyList<AttemptView> Attempts)
    {
        public static DeliveryView Of(DeliveryDetail detail) => new(
            detail.Row, JsonElement.Parse(detail.Payload), [.. detail.Tries.Select(a => new AttemptView(a.At, a.Status, a.Outcome, a.Milliseconds, a.Answer))]);
    }

    public static void MapWebhooksApi(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapApi("/v1/webhooks", "Webhooks").RequirePermission(Permission.ManageWebhooks).ProducesProblems();
        webhooks.MapGet("", ListAsync).WithSummary("The subscriptions by name, each with how it fared in the last 24 hours.");
        webhooks.MapPost("", AddAsync)
            .WithExample("""{"name": "Maintenance desk", "url": "https://desk.example.com/evops", "events": ["fault.raised", "fault.cleared"]}""")
            .WithSummary("Subscribes another system to events. The answer holds the secret that deliveries are signed with; it is told this once.");
        webhooks.MapGet("/{id}", FindAsync).WithSummary("One subscription.");
        webhooks.MapPut("/{id}", ChangeAsync)
            .WithExample("""{"name": "Maintenance desk", "url": "https://desk.example.com/evops", "events": ["session.stuck"], "version": 2}""")
            .WithSummary("Changes a subscription. Say version to be refused where somebody else changed it.");
        webhooks.MapDelete("/{id}", RemoveAsync).WithSummary("Forgets a subscription, with all that it was sent and was still to be sent.");
        webhooks.MapPost("/{id}/pause", PauseAsync).WithSummary("Sends nothing until it is resumed; what happens meanwhile is not sent later.");
        webhooks.MapPost("/{id}/resume", ResumeAsync).WithSummary("Sends again, after a pause or after EvOps disabled it.");
        webhooks.MapPost("/{id}/secret", RenewAsync).WithSummary("Makes a new secret, told this once. The next delivery is signed with it.");
        webhooks.MapPost("/{id}/test", TestAsync).WithSummary("Sends a ping: a real delivery. See what came of it under its id.");
        webhooks.MapGet("/deliveries", DeliveriesAsync).WithSummary("The delivery log, newest first.");
        webhooks.MapGet("/deliveries/{id}", DeliveryAsync).WithSummary("One delivery with its payload and every attempt.");
        webhooks.MapPost("/deliveries/{id}/resend", ResendAsync).WithSummary("Sends a delivery again, at once, under the same id.");
    }

    private static RouteGroupBuilder ProducesProblems(this RouteGroupBuilder group)
    {
        group.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status404NotFound, typeof(Failure), ["application/json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict, typeof(Failure), ["application/json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(Failure), ["application/json"]));
        return group;
    }

    private static async Task<Answer<Page<SubscriptionView>>> ListAsync([AsParameters] PageQuery page, ListSubscriptions subscriptions, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await subscriptions.RunAsync(user.ToActor(), page.Take, page.Skip, cancel),
            found => new Page<SubscriptionView>([.. found.Items.Select(SubscriptionView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<SecretView>> AddAsync(SubscriptionBody body, SaveSubscription save, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await save.RunAsync(user.ToActor(), null, body.ToWish(), null, cancel), saved => new SecretView(saved.Id, saved.Secret!));

    private static async Task<Answer<SubscriptionView>> FindAsync(Guid id, ListSubscriptions subscriptions, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await subscriptions.FindAsync(user.ToActor(), id, cancel), SubscriptionView.Of);

    private static async Task<Answer<SubscriptionView>> ChangeAsync(
        Guid id, SubscriptionBody body, SaveSubscription save, ListSubscriptions subscriptions, ClaimsPrincipal user, CancellationToken cancel)
    {
        var saved = await save.RunAsync(user.ToActor(), id, body.ToWish(), body.Version, cancel);
        return saved.IsDone ? await FindAsync(id, subscriptions, user, cancel) : saved.Refusal;
    }

    private static Task<Answer<IdView>> RemoveAsync(Guid id, ControlSubscription control, ClaimsPrincipal user, CancellationToken cancel) =>
        ControlAsync(id, SubscriptionCommand.Remove, control, user, cancel);

    private static Task<Answer<IdView>> PauseAsync(Guid id, ControlSubscription control, ClaimsPrincipal user, CancellationToken cancel) =>
        ControlAsync(id, SubscriptionCommand.Pause, control, user, cancel);

    private static Task<Answer<IdView>> ResumeAsync(Guid id, ControlSubscription control, ClaimsPrincipal user, CancellationToken cancel) =>
        ControlAsync(id, SubscriptionCommand.Resume, control, user, cancel);

    private static async Task<Answer<IdView>> ControlAsync(Guid id, SubscriptionCommand command, ControlSubscription control, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await control.RunAsync(user.ToActor(), id, command, cancel), () => new IdView(id));

    private static async Task<Answer<SecretView>> RenewAsync(Guid id, RenewSecret renew, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await renew.RunAsync(user.ToActor(), id, cancel), saved => new SecretView(saved.Id, saved.Secret!));

    private static async Task<Answer<TestView>> TestAsync(Guid id, SendTestEvent test, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await test.RunAsync(user.ToActor(), id, cancel), delivery => new TestView(delivery));

    private static async Task<Answer<Page<DeliveryRow>>> DeliveriesAsync(
        Guid? subscriptionId, Choice<DeliveryState>? state, string? type, [AsParameters] PageQuery page, ListDeliveries deliveries, ClaimsPrincipal user, CancellationToken cancel) =>
        await deliveries.RunAsync(user.ToActor(), new DeliveryFilter(subscriptionId, state?.Value, type), page.Take, page.Skip, cancel);

    private static async Task<Answer<DeliveryView>> DeliveryAsync(Guid id, ShowDelivery show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await show.RunAsync(user.ToActor(), id, cancel), DeliveryView.Of);

    private static async Task<Answer<IdView>> ResendAsync(Guid id, ResendDelivery resend, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await resend.RunAsync(user.ToActor(), id, cancel), () => new IdView(id));
}
