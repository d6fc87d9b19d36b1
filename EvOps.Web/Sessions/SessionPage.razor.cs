using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Charts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Sessions;

/// <summary>
/// One session, from the request to the bill. Figures come from memory while it is open; the history of its graph is read once and
/// continued from memory.
/// </summary>
public sealed partial class SessionPage(
    ShowSession sessions, ListReadings readings, EndSession endSession, LiveSessions live, CurrentActor actor, UrlState url, DialogService dialogs, NotificationService toasts)
{
    private const int MostPoints = 600;

    private ViewState<SessionDetail> state = new ViewState<SessionDetail>.Waiting();
    private readonly SessionGraph graph = new();
    private IReadOnlyList<LiveReading> drawn = [];
    private Guid? sessionId;
    private bool mayControl, isStopping, isFinal, isDetailOld = true;

    /// <summary>Session id, request id, or transaction id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private SessionDetail? detail => (state as ViewState<SessionDetail>.Shown)?.Content;

    protected override void OnInitialized()
    {
        Listen<SessionChanged>(change =>
        {
            // What changes while it is read for the first time is of this session, perhaps: then it is read once more.
            if (sessionId is { } known && change.SessionId != known) return false;
            isDetailOld = true;
            return true;
        });
        Listen<DeadlinesChanged>(_ => isDetailOld = true);
        Listen<MeterRead>(read => read.SessionId == sessionId);
        FollowAddress();
    }

    protected override async Task OnInitializedAsync()
    {
        mayControl = await actor.MayAsync(Permission.ControlSessions);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        if (isDetailOld) await ReadAsync();
        else if (detail is { } known && live.Find(known.Row.Id) is { } open) state = new ViewState<SessionDetail>.Shown(known with { Row = known.Row with { Now = open.Figures } });
        Draw();
    }

    private async Task ReadAsync()
    {
        isDetailOld = false;
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => sessions.RunAsync(who, Id, default), "This session");
        if (detail is not { } found) return;

        if (found.Row.IsOpen && found.Deadlines.Of(found.Row.State, found.Row.RequestedAt, found.Row.StopRequestedAt) - Time.GetUtcNow() is { Ticks: > 0 } left) RefreshAfter(left);

        // Once for the part before this page was opened, and once more when everything has come.
        var isFirst = sessionId is null;
        sessionId = found.Row.Id;
        if (!isFirst && (found.Row.IsOpen || isFinal)) return;
        isFinal = !found.Row.IsOpen;
        var series = await readings.SeriesAsync(who, Id, MostPoints, default);
        graph.Begin(series.IsDone ? series.Value : []);
    }

    private void Draw()
    {
        if (detail is not { } shown) return;

        graph.Follow(live.Find(shown.Row.Id)?.Points ?? []);
        drawn = graph.Readings(shown.Row.MeterStartWh);
    }

    private async Task StopAsync(SessionRow row)
    {
        if (!await dialogs.ConfirmStepAsync(StopWords(row.State), StopWords(row.State), SessionWords.Consequences(row))) return;

        isStopping = true;
        StateHasChanged();
        var ended = await endSession.RunAsync(await actor.GetAsync(), row.Id.ToString(), default);
        isStopping = false;
        if (ended.IsDone) toasts.Done(ended.Value.Words);
        else toasts.Refused(ended.Refusal);
        isDetailOld = true;
        await RefreshAsync();
    }

    private static string StopWords(SessionState state) => state switch
    {
        SessionState.Starting => "Call off the start",
        SessionState.Stopping => "Ask again to stop",
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled => "Stop charging",
    };

    private static string TitleOf(SessionRow row) => row.StationName ?? row.ChargePoint;

    private static string ChargerLink(SessionRow row) => $"/chargers/{Uri.EscapeDataString(row.ChargePoint)}";
}
