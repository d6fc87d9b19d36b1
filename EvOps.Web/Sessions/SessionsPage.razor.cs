using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Sessions;

/// <summary>All sessions there ever were; filters, order and page stand in the address.</summary>
public sealed partial class SessionsPage(ListSessions sessions, CurrentActor actor, UrlState url)
{
    private const int PageSize = 50;
    private const string Review = "review";

    private static readonly (string, string)[] Choices =
    [
        ("", "All"),
        .. new[] { SessionState.Charging, SessionState.Completed, SessionState.Failed, SessionState.Cancelled }.Select(state => (state.ToString(), Status.Of(state).Word)),
        (Review, "To review"),
    ];

    private ViewState<Page<SessionRow>> state = new ViewState<Page<SessionRow>>.Waiting();

    private string which => url.Text("review") is not null ? Review : url.Choice<SessionState>("state")?.ToString() ?? "";

    private bool IsFiltered => url.Text("search") is not null || url.Text("from") is not null || url.Text("to") is not null || url.Text("station") is not null || url.Text("charger") is not null || which.Length > 0;

    private string ExportLink => "/sessions/export.csv" + new Uri(Navigation.Uri).Query;

    protected override void OnInitialized()
    {
        // Older pages do not move by themselves.
        Listen<SessionChanged>(_ => url.Number("page") == 1);
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => sessions.RunAsync(who, SessionQuery.FilterOf(url.Text), PageSize, (url.Number("page") - 1) * PageSize, default), "The list of sessions");
    }

    private void Choose(string choice) =>
        url.Set(("state", choice == Review ? null : choice), ("review", choice == Review ? "true" : null), ("page", null));
}
