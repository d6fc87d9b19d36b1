using System.ComponentModel;
using System.Security.Claims;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Stations;

/// <summary>Places where cars charge.</summary>
public static class StationsApi
{
    private sealed record StationBody(
        string Name, double Latitude, double Longitude, string TimeZone, string Currency, decimal PricePerKwh, string? Address = null, bool Active = true,
        [property: Description("When it can be booked, by its own clock; left out: always.")] IReadOnlyList<OpeningPeriod>? OpeningHours = null,
        [property: Description("All that is planned; left out: what is planned stays.")] IReadOnlyList<MaintenanceWindow>? Maintenance = null)
    {
        public StationDescription ToDescription() =>
            new(Name, Latitude, Longitude, TimeZone, Currency, PricePerKwh, Address, Active, OpeningHours is null ? null : new(OpeningHours), Maintenance);
    }

    private sealed record StationView(
        Guid Id, string Name, string? Address, double Latitude, double Longitude, string TimeZone, string Currency, decimal PricePerKwh, bool Active,
        StationTariffView? Tariff, IReadOnlyList<OpeningPeriod>? OpeningHours, IReadOnlyList<MaintenanceWindow> Maintenance,
        IReadOnlyList<ConnectorView> Connectors, DateTimeOffset LastUpdated)
    {
        public static StationView Of(StationRow row)
        {
            var told = row.Description;
            return new(
                row.Id, told.Name, told.Address, told.Latitude, told.Longitude, told.TimeZone, told.Currency, told.PricePerKwh, told.IsActive,
                row.Tariff is { } tariff ? StationTariffView.Of(tariff) : null, told.OpeningHours?.Periods, told.Maintenance ?? [], [.. row.Connectors.Select(ConnectorView.Of)], row.LastUpdated);
        }
    }

    /// <summary>What the station prices by instead of its price per kWh.</summary>
    private sealed record StationTariffView(Guid Id, string Name, int Version, string Summary)
    {
        public static StationTariffView Of(StationTariff tariff) => new(tariff.Id, tariff.Name, tariff.Version, Show.Summary(tariff.Terms));
    }

    // The field must be there: to take a tariff off is to say null.
    private sealed record TariffBody(Guid? TariffId);

    private sealed record PreviewBody(decimal EnergyKwh, int ChargingMinutes, int IdleMinutes = 0, DateTimeOffset? StartAt = null);

    public static void MapStationsApi(this IEndpointRouteBuilder app)
    {
        var stations = app.MapApi("/v1/stations", "Stations");
        stations.MapGet("", ListAsync).WithETag().WithSummary("The stations by name, each with its connectors.");
        stations.MapGet("/{id}", FindAsync).WithETag().WithSummary("One station with its connectors as they are now.").Produces<Failure>(StatusCodes.Status404NotFound);
        stations.MapPut("/{id}", SaveAsync)
            .WithExample("""{"name": "Harbour", "latitude": 53.5436, "longitude": 9.9888, "timeZone": "Europe/Berlin", "currency": "EUR", "pricePerKwh": 0.49, "address": "Am Sandtorkai 1, Hamburg", "openingHours": [{"day": "Monday", "from": "08:00", "to": "20:00"}]}""")
            .RequirePermission(Permission.ManageStations)
            .WithSummary("Adds a station under an id of the caller's, or describes it anew. What is left out is taken away, but for maintenance.")
            .WithDescription("Opening hours are periods of a week, such as {day: Monday, from: 08:00, to: 20:00}; an end at or before its beginning is on the next day. Maintenance is {connectorId?, chargePointId?, from, to, reason}: of a connector, of a charger, or of the whole station; meanwhile nobody books there, or starts over this API, and its status is MAINTENANCE.");
        stations.MapPut("/{id}/tariff", AssignAsync)
            .WithExample("""{"tariffId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a12"}""")
            .RequirePermission(Permission.ManageTariffs).Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict)
            .WithSummary("Says which tariff sessions are priced by from now on; null: the station's plain price per kWh.");
        stations.MapPost("/{id}/price-preview", PreviewAsync)
            .WithExample("""{"energyKwh": 32.5, "chargingMinutes": 48, "idleMinutes": 20}""")
            .Produces<Failure>(StatusCodes.Status404NotFound)
            .WithSummary("What a session that begins here would cost: energy that flows evenly, then idle time.");
    }

    private static async Task<Answer<Page<StationView>>> ListAsync(
        string? search, [AsParameters] PageQuery page, ListStations stations, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await stations.RunAsync(user.ToActor(), search, page.Take, page.Skip, cancel),
            found => new Page<StationView>([.. found.Items.Select(StationView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<StationView>> FindAsync(Guid id, ListStations stations, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.OfRemembered(await stations.RecallAsync(user.ToActor(), id, cancel), StationView.Of);

    private static async Task<Answer<StationView>> SaveAsync(
        Guid id, StationBody body, SaveStation save, ListStations stations, ClaimsPrincipal user, CancellationToken cancel)
    {
        var saved = await save.RunAsync(user.ToActor(), id, body.ToDescription(), seenVersion: null, cancel);
        return saved.IsDone ? await FindAsync(id, stations, user, cancel) : saved.Refusal;
    }

    private static async Task<Answer<StationView>> AssignAsync(
        Guid id, TariffBody body, AssignTariff assign, ListStations stations, ClaimsPrincipal user, CancellationToken cancel)
    {
        var assigned = await assign.RunAsync(user.ToActor(), id, body.TariffId, cancel);
        return assigned.IsDone ? await FindAsync(id, stations, user, cancel) : assigned.Refusal;
    }

    private static async Task<Answer<BillView>> PreviewAsync(Guid id, PreviewBody body, PreviewStationPrice preview, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await preview.RunAsync(user.ToActor(), id, new(body.StartAt, body.EnergyKwh, body.ChargingMinutes, body.IdleMinutes), cancel),
            BillView.Of);
}
