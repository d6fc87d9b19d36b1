using System.Globalization;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Drive;

/// <summary>One place as a driver stands in front of it: each plug as it is now, and the button that starts it.</summary>
public sealed partial class DriveStationPage(
    FindStations stations, ListOwnTags ownTags, ListSessions sessions, StartSession start, CurrentActor actor)
{
    // More cars than anybody drives at once.
    private const int MostOpen = 10;

    private ViewState<FoundStation> state = new ViewState<FoundStation>.Waiting();
    private IReadOnlyList<OwnTag>? tags;
    private IReadOnlyList<SessionRow> open = [];
    private (Guid Plug, string Sentence)? refused;
    private string? tag, me;
    private bool isStarting;

    [Parameter]
    public Guid Id { get; set; }

    private FoundStation? station => (state as ViewState<FoundStation>.Shown)?.Content;

    protected override void OnInitialized()
    {
        Listen<StationChanged>(change => change.StationId == Id);
        Listen<ConnectorChanged>(change => change.StationId == Id);
        // Does not say where the charger stands, and it may just have come or gone.
        Listen<ChargePointChanged>();
        Listen<SessionChanged>(change => change.StationId == Id);
        Listen<TagChanged>();
    }

    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        me = who.Name;
        state = await ViewState.OfAsync(() => stations.FindAsync(who, Id, default), "This station");
        if (await ownTags.RunAsync(who, default) is { IsDone: true } found) tags = found.Value;
        if (tags?.Any(one => one.IdTag == tag) != true) tag = tags?.Select(one => one.IdTag).FirstOrDefault();
        var mine = new SessionFilter(States: [SessionState.Starting, SessionState.Charging, SessionState.Stopping], StationId: Id, DriverId: who.UserId);
        if (await sessions.RunAsync(who, mine, MostOpen, 0, default) is { IsDone: true } running) open = running.Value.Items;
    }

    private async Task StartAsync(FoundPlug plug)
    {
        if (tag is null) return;

        (isStarting, refused) = (true, null);
        StateHasChanged();
        var started = await start.RunAsync(await actor.GetAsync(), new StartRequest(Id, plug.Number, tag, plug.ChargePoint), default);
        isStarting = false;
        if (started.IsDone) Navigation.NavigateTo($"/drive/sessions/{started.Value.SessionId}");
        else refused = (plug.ConnectorId, started.Refusal.Message);
    }

    // Opens the phone's own navigation where there is one, a page with the way where not.
    private static string MapLink(Position at) => string.Create(CultureInfo.InvariantCulture, $"https://www.google.com/maps/dir/?api=1&destination={at.Latitude},{at.Longitude}");
}
