using EvOps.Domain.Bookings;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using EvOps.Web.Common.Charts;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Drive;

/// <summary>
/// One session of the driver's own, from the click to the bill. Wherever it began, here or with a tag at the charger, and however
/// often the page is loaded, it shows where it stands.
/// </summary>
public sealed partial class DriveSessionPage(
    ShowSession sessions, ListReadings readings, FindStations stations, FindNextBooking bookings, StartSession start, LiveSessions live, CurrentActor actor)
{
    private const int MostPoints = 600;

    private readonly SessionGraph graph = new();
    private ViewState<SessionDetail> state = new ViewState<SessionDetail>.Waiting();
    private IReadOnlyList<LiveReading> drawn = [];
    private ChartWindow window = ChartWindow.All;
    private FoundPlug? plug;
    private Guid? sessionId, connectorId, chargePointId;
    private string? refused, bookedNext;
    private bool isFinal, isStarting, isDetailOld = true, isPlugOld = true;

    /// <summary>Session id, request id, or transaction id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private SessionDetail? detail => (state as ViewState<SessionDetail>.Shown)?.Content;

    protected override void OnInitialized()
    {
        // What changes while it is read for the first time is of this session, perhaps: then it is read once more.
        Listen<SessionChanged>(change => (sessionId is null || change.SessionId == sessionId) && (isDetailOld = true));
        Listen<ConnectorChanged>(change => change.ConnectorId == connectorId && (isPlugOld = true));
        Listen<ChargePointChanged>(change => change.ChargePointId == chargePointId && (isPlugOld = true));
        Listen<BookingChanged>(change => change.ConnectorId == connectorId && (isPlugOld = true));
        Listen<DeadlinesChanged>(_ => isDetailOld = true);
        Listen<MeterRead>(read => read.SessionId == sessionId);
    }

    // Another try is another session at the same page.
    protected override async Task OnParametersSetAsync()
    {
        (sessionId, isFinal, isDetailOld, isPlugOld, refused) = (null, false, true, true, null);
        graph.Begin([]);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        if (isDetailOld) await ReadAsync();
        else if (detail is { } known && live.Find(known.Row.Id) is { } open) state = new ViewState<SessionDetail>.Shown(known with { Row = known.Row with { Now = open.Figures } });
        if (isPlugOld) await ReadPlugAsync();
        if (detail is not { } shown) return;

        graph.Follow(live.Find(shown.Row.Id)?.Points ?? []);
        drawn = graph.Readings(shown.Row.MeterStartWh);
    }

    private async Task ReadAgainAsync()
    {
        isDetailOld = true;
        await RefreshAsync();
    }

    private async Task ReadAsync()
    {
        isDetailOld = false;
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => sessions.RunAsync(who, Id, default), "This session");
        if (detail is not { Row: var row }) return;

        // Once for the part before this page was opened, and once more when everything has come.
        var isFirst = sessionId is null;
        (sessionId, connectorId, chargePointId) = (row.Id, row.ConnectorId, row.ChargePointId);
        if (row.IsOpen) RefreshAtDeadline(row);
        if (!isFirst && (row.IsOpen || isFinal)) return;
        isFinal = !row.IsOpen;
        var series = await readings.SeriesAsync(who, Id, MostPoints, default);
        graph.Begin(series.IsDone ? series.Value : []);
    }

    // A station that has closed meanwhile tells nothing of its plugs; the session is shown all the same.
    private async Task ReadPlugAsync()
    {
        isPlugOld = false;
        plug = detail?.Row is { StationId: { } station } row && await stations.FindAsync(await actor.GetAsync(), station, default) is { IsDone: true } found
            ? found.Value.Plugs.FirstOrDefault(one => one.ConnectorId == row.ConnectorId)
            : null;
        bookedNext = detail?.Row is { IsOpen: true, StationId: { } at } open && await bookings.RunAsync(await actor.GetAsync(), at, open.ConnectorId, default) is { IsDone: true } next
            ? next.Value
            : null;
    }

    private DateTimeOffset? StopDeadline(SessionRow row) => row.StopRequestedAt?.AddMinutes(detail!.Deadlines.StopPendingMinutes);

    // What is said of it changes when its time is over, and nobody tells.
    private void RefreshAtDeadline(SessionRow row)
    {
        if (row.State == SessionState.Stopping && StopDeadline(row) - Time.GetUtcNow() is { Ticks: > 0 } left) RefreshAfter(left);
    }

    private async Task TryAgainAsync(SessionRow row, Guid station)
    {
        (isStarting, refused) = (true, null);
        StateHasChanged();
        var started = await start.RunAsync(await actor.GetAsync(), new StartRequest(station, row.ConnectorNumber, row.IdTag, row.ChargePoint), default);
        isStarting = false;
        if (started.IsDone) Navigation.NavigateTo($"/drive/sessions/{started.Value.SessionId}");
        else refused = started.Refusal.Message;
    }

    private (Tone Tone, Glyph Glyph, string Sentence)? Word(SessionRow row) => row switch
    {
        { State: SessionState.Stopping } when StopDeadline(row) is { } deadline => Time.GetUtcNow() < deadline
            ? (Tone.Charging, Glyph.Waiting, $"The charger has been asked to stop; it has until {ShowTime.Clock(deadline, Time.GetUtcNow(), row.TimeZone)}.")
            : (Tone.Attention, Glyph.Attention, $"The charger should have stopped by {ShowTime.Clock(deadline, Time.GetUtcNow(), row.TimeZone)}. Ask again, or stop at the charger. You pay only for what the meter measures."),
        { State: SessionState.Charging } when plug is { IsOnline: false } =>
            (Tone.Attention, Glyph.Offline, "The charger has lost its connection. Your car goes on charging; the figures are the last we heard."),
        { State: SessionState.Charging } => (Tone.Charging, Glyph.Bolt, "Your car is charging. You can leave this page; it goes on by itself."),
        { State: SessionState.Completed, BillState: BillState.Held } => (Tone.Attention, Glyph.Attention, "The meter's figures are being checked. You are not charged before that is done."),
        { State: SessionState.Completed, BillState: BillState.Provisional } => (Tone.Attention, Glyph.Waiting, "The charger's last reading has not come yet: the total may still change. You are charged once it is certain."),
        { State: SessionState.Completed, BillState: BillState.Waived } => (Tone.Available, Glyph.Done, "Done. The cost was taken off: you pay nothing."),
        { State: SessionState.Completed, EndReason: { } reason } => (Tone.Available, Glyph.Done, $"Done. {DriveWords.Why(reason)}"),
        _ => null,
    };
}
