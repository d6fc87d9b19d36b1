using System.Collections.Concurrent;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using Radzen;

namespace EvOps.Web.Sessions;

/// <summary>Every open session, a line each, from memory: as fresh as the last reading, and no query however many look.</summary>
public sealed partial class MonitorPage(LiveSessions sessions, ReadDeadlines deadlines, CurrentActor actor, DialogService dialogs, UrlState url)
{
    private readonly MonitorList list = new();
    private readonly ConcurrentDictionary<Guid, SessionState> ended = new();
    private MonitorQuery query = new(null, null, null, MonitorQuery.UsualSort);
    private MonitorRow[] rows = [];
    private Guid? opened;
    private MonitorRow? beside;
    private Func<Guid?, SessionDeadlines> deadlinesOf = _ => new();
    private bool mayControl, areDeadlinesOld;

    private IReadOnlyList<(SessionState?, string)> Choices =>
    [
        (null, $"All {Show.Count(list.Counts.Values.Sum())}"),
        .. new[] { SessionState.Starting, SessionState.Charging, SessionState.Stopping }
            .Select(state => ((SessionState?)state, $"{Status.Of(state).Word} {Show.Count(list.Counts.GetValueOrDefault(state))}")),
    ];

    protected override void OnInitialized()
    {
        Listen<MeterRead>();
        Listen<DeadlinesChanged>(_ => areDeadlinesOld = true);
        Listen<SessionChanged>(change =>
        {
            if (!change.State.IsOpen()) ended[change.SessionId] = change.State;
            return true;
        });
        FollowAddress();
        Look();
    }

    protected override async Task OnInitializedAsync()
    {
        mayControl = await actor.MayAsync(Permission.ControlSessions);
        deadlinesOf = await deadlines.RunAsync(default);
    }

    protected override async Task RefreshAsync()
    {
        if (areDeadlinesOld)
        {
            areDeadlinesOld = false;
            deadlinesOf = await deadlines.RunAsync(default);
        }

        Look();
    }

    private void Look()
    {
        query = new(url.Text("search"), url.Choice<SessionState>("state"), url.Id("station"), url.Text("sort") ?? MonitorQuery.UsualSort);
        opened = url.Id("session");
        rows = list.Look(sessions.All, EndStateOf, query, Time.GetUtcNow());
        beside = opened is { } id ? list.Find(id) : null;
        if (list.ChangesIn is { } wait) RefreshAfter(wait);
    }

    private SessionState? EndStateOf(Guid session) => ended.TryGetValue(session, out var state) ? state : null;

    private void Search(string text) => url.Set(("search", text));

    private void Choose(SessionState? state) => url.Set(("state", state));

    private async Task StartAsync() => await dialogs.OpenAsync<StartSessionDialog>("Start a session", options: new DialogOptions { Width = "min(480px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });

    private void ShowAll() => url.Set(("search", null), ("state", null), ("station", null));

    private string LinkTo(MonitorRow row) => url.Link(("session", row.Session.Id));
}
