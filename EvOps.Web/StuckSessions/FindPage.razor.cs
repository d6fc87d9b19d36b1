using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

/// <summary>All hits of a search, and for the one that is meant what to tell a driver who calls. The answer moves with the session.</summary>
public sealed partial class FindPage(FindAnything find, AnswerSupport support, CurrentActor actor, UrlState url)
{
    // Figures are read aloud: they are not older than this.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private ViewState<FoundThings> state = new ViewState<FoundThings>.Waiting();
    private (string? Text, FoundKind? Kind, string? Id) searched;
    private Found? about;
    private SupportCase? answer;

    private UrlState Url => url;

    protected override void OnInitialized()
    {
        Listen<SessionChanged>(change => change.ConnectorId == answer?.ConnectorId || change.SessionId == answer?.Session?.Id);
        Listen<ConnectorChanged>(change => change.ConnectorId == answer?.ConnectorId);
        Listen<StuckSessionsChanged>(_ => answer is not null);
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => SearchAsync();

    // Another search, or the same one some time later: then only the answer has grown old.
    protected override Task RefreshAsync() => searched == Asked() ? AnswerAsync() : SearchAsync();

    private (string?, FoundKind?, string?) Asked() => (url.Text("q"), url.Choice<FoundKind>("kind"), url.Text("id"));

    private async Task SearchAsync()
    {
        searched = Asked();
        (about, answer) = (null, null);
        if (searched.Text is null) return;

        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => find.RunAsync(who, searched.Text, default), "What was searched for");
        if (state is not ViewState<FoundThings>.Shown { Content: var found }) return;

        about = found.Hits.FirstOrDefault(hit => hit.Kind == searched.Kind && hit.Id == searched.Id) ?? (found.Meant is { } meant && FoundLinks.HasAnswer(meant.Kind) ? meant : null);
        await AnswerAsync();
    }

    private async Task AnswerAsync()
    {
        if (about is not { } hit || !FoundLinks.HasAnswer(hit.Kind)) return;

        var outcome = await support.RunAsync(await actor.GetAsync(), hit.Kind, hit.Id, default);
        answer = outcome.IsDone ? outcome.Value : null;
        if (answer?.Session is { IsOpen: true }) RefreshAfter(Freshness);
    }
}
