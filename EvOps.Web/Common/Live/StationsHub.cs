using System.Text.Json;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace EvOps.Web.Common.Live;

/// <summary>
/// <c>/hubs/stations</c>: what happens at stations, pushed. Anybody who is signed in may watch, by cookie or bearer token (as
/// <c>access_token</c> in the query, where a browser's WebSocket takes no header); who may not see the network gets no names, tags or money.
/// </summary>
[Authorize]
public sealed class StationsHub(StationWatchers watchers, ListStations stations, Standings standings, IHubContext<StationsHub> hub, TimeProvider time) : Hub
{
    public override async Task OnConnectedAsync()
    {
        // No token comes without a person.
        var person = Context.User!.PersonId()!.Value;
        watchers.Add(new StationWatcher(Context.ConnectionId, person, Context.User!.Stamp(), hub.Clients.Client(Context.ConnectionId), Context.Abort, standings));
        await Clients.Caller.SendAsync("connected", new { socketId = Context.ConnectionId, timestamp = time.GetUtcNow() });
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watchers.Remove(Context.ConnectionId);
        return Task.CompletedTask;
    }

    /// <summary>From now on <c>station_update</c> comes for this station.</summary>
    /// <param name="wish">{stationId}, or the id alone.</param>
    [HubMethodName("subscribe_station")]
    public async Task SubscribeStation(JsonElement wish)
    {
        var id = IdOf(wish);
        var found = await stations.FindAsync(Context.User!.ToActor(), id, Context.ConnectionAborted);
        if (!found.IsDone) throw new HubException(found.Refusal.Message);
        if (watchers.Find(Context.ConnectionId) is { } watcher && !watchers.Watch(watcher, id))
            throw new HubException($"One connection watches at most {StationWatcher.MostStations} stations.");
    }

    /// <summary>It comes no more.</summary>
    /// <param name="wish">{stationId}, or the id alone.</param>
    [HubMethodName("unsubscribe_station")]
    public Task UnsubscribeStation(JsonElement wish)
    {
        if (watchers.Find(Context.ConnectionId) is { } watcher) watchers.Unwatch(watcher, IdOf(wish));
        return Task.CompletedTask;
    }

    private static Guid IdOf(JsonElement wish)
    {
        var id = wish.ValueKind == JsonValueKind.Object && wish.TryGetProperty("stationId", out var named) ? named : wish;
        return id.ValueKind == JsonValueKind.String && Guid.TryParse(id.GetString(), out var stationId)
            ? stationId
            : throw new HubException("Name the station: {stationId: \"…\"}, with its id (GUID).");
    }
}

public static class LiveRoom
{
    public static IServiceCollection AddStationUpdates(this IServiceCollection services)
    {
        services.AddSignalR().AddJsonProtocol(json => ApiJson.Configure(json.PayloadSerializerOptions));
        services.AddSingleton<StationWatchers>();
        services.AddHostedService<StationUpdates>();
        return services;
    }

    public static void MapStationsHub(this IEndpointRouteBuilder app) =>
        // What came with the connection holds no longer than its token does.
        app.MapHub<StationsHub>("/hubs/stations", (HttpConnectionDispatcherOptions hub) => hub.CloseOnAuthenticationExpiration = true);
}
