using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Tariffs;

/// <summary>What sessions are priced by.</summary>
public static class TariffsApi
{
    private sealed record PreviewBody(decimal EnergyKwh, int ChargingMinutes, int IdleMinutes = 0, DateTimeOffset? StartAt = null, string? TimeZone = null);

    public static void MapTariffsApi(this IEndpointRouteBuilder app)
    {
        var tariffs = app.MapApi("/v1/tariffs", "Tariffs").RequirePermission(Permission.ViewNetwork);
        tariffs.MapGet("", ListAsync).WithSummary("The tariffs by name, each with the terms that sessions begin with now.");
        tariffs.MapGet("/{id}", FindAsync).WithSummary("One tariff with all its versions, the newest first.").Produces<Failure>(StatusCodes.Status404NotFound);
        tariffs.MapPut("/{id}", SaveAsync)
            .WithExample("""{"name": "City", "currency": "EUR", "perKwh": 0.49, "perIdleMinute": 0.10, "idleGraceMinutes": 15, "vatPercent": 19}""")
            .RequirePermission(Permission.ManageTariffs).Produces<Failure>(StatusCodes.Status409Conflict)
            .WithSummary("Adds a tariff under an id of the caller's, or follows it with a newer version. Sessions that have begun keep theirs. Say version to be refused where somebody else made a newer one.");
        tariffs.MapPost("/{id}/price-preview", PreviewAsync)
            .WithExample("""{"energyKwh": 32.5, "chargingMinutes": 48, "idleMinutes": 20, "startAt": "2026-11-20T18:05:00Z", "timeZone": "Europe/Berlin"}""")
            .Produces<Failure>(StatusCodes.Status404NotFound)
            .WithSummary("What a session would cost: energy that flows evenly, then idle time. Times of day are taken in timeZone, UTC where it is left out.");
    }

    private static async Task<Answer<Page<TariffView>>> ListAsync(
        string? search, [AsParameters] PageQuery page, ListTariffs tariffs, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await tariffs.RunAsync(user.ToActor(), search, page.Take, page.Skip, cancel),
            found => new Page<TariffView>([.. found.Items.Select(TariffView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<TariffHistoryView>> FindAsync(Guid id, ListTariffs tariffs, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await tariffs.FindAsync(user.ToActor(), id, cancel), TariffHistoryView.Of);

    private static async Task<Answer<TariffHistoryView>> SaveAsync(
        Guid id, TariffBody body, SaveTariff save, ListTariffs tariffs, ClaimsPrincipal user, CancellationToken cancel)
    {
        var saved = await save.RunAsync(user.ToActor(), id, body.Name, body.ToTerms(), body.Version, cancel);
        return saved.IsDone ? await FindAsync(id, tariffs, user, cancel) : saved.Refusal;
    }

    private static async Task<Answer<BillView>> PreviewAsync(Guid id, PreviewBody body, PreviewTariffPrice preview, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await preview.RunAsync(user.ToActor(), id, new(body.StartAt, body.EnergyKwh, body.ChargingMinutes, body.IdleMinutes), body.TimeZone, cancel),
            BillView.Of);
}
