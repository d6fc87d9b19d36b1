using EvOps.Infrastructure.LiveUpdates;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace EvOps.Web.Common;

/// <summary>
/// Base of every page and component that moves by itself. Say in OnInitialized what it listens to; when something of it changes,
/// <see cref="RefreshAsync"/> runs and the component renders again, at most four times a second. It stops listening when it is
/// disposed. Listen first and load then, so that no change falls between.
/// <code>
/// protected override void OnInitialized() => Listen&lt;SessionChanged&gt;(change => change.StationId == StationId);
/// protected override Task OnInitializedAsync() => RefreshAsync();
/// protected override async Task RefreshAsync() => rows = await sessions.OfStationAsync(StationId);
/// </code>
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan BetweenRenders = TimeSpan.FromMilliseconds(250);

    private readonly List<IDisposable> subscriptions = [];
    private Pacer? pacer;
    private ITimer? alarm;

    [Inject]
    protected LiveFeed Feed { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Fetches what is shown. Called before each render that a change caused; cheap queries or memory, for it may come four times a second.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <summary>
    /// Renders again when something changes that concerns this component; null: whatever changes. The question is asked on the
    /// publisher's thread: compare ids, touch nothing else.
    /// </summary>
    protected void Listen<T>(Func<T, bool>? concernsMe = null)
        where T : struct
    {
        var mine = EnsurePacer();
        subscriptions.Add(Feed.Subscribe<T>(change =>
        {
            if (concernsMe is null || concernsMe(change)) mine.Mark();
        }));
    }

    /// <summary>
    /// Refreshes at once when a filter, the sort or the page number in the address changes, for lists that keep them there
    /// (<see cref="UrlState"/>).
    /// </summary>
    protected void FollowAddress()
    {
        var mine = EnsurePacer();
        var path = Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath;
        EventHandler<LocationChangedEventArgs> moved = (_, _) =>
        {
            // Another path is another page, which replaces this one.
            if (Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath == path) mine.MarkAtOnce();
        };
        Navigation.LocationChanged += moved;
        subscriptions.Add(new Unsubscription(() => Navigation.LocationChanged -= moved));
    }

    /// <summary>Refreshes once more after a while, though nothing changes until then: what is shown for a minute has to go.</summary>
    protected void RefreshAfter(TimeSpan wait)
    {
        alarm ??= Time.CreateTimer(_ => EnsurePacer().Mark(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Renders again each second, without <see cref="RefreshAsync"/>. Times need none of it: <see cref="RelativeTime"/> and
    /// <see cref="Elapsed"/> run in the browser.
    /// </summary>
    protected void RenderEachSecond()
    {
        var second = TimeSpan.FromSeconds(1);
        subscriptions.Add(Time.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, second, second));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;

        foreach (var subscription in subscriptions) subscription.Dispose();
        alarm?.Dispose();
        pacer?.Dispose();
    }

    private Pacer EnsurePacer() => pacer ??= new Pacer(Time, BetweenRenders, RefreshAndRenderAsync);

    private async Task RefreshAndRenderAsync()
    {
        try
        {
            await InvokeAsync(async () =>
            {
                await RefreshAsync();
                StateHasChanged();
            });
        }
#pragma warning disable CA1031 // Whatever it is belongs to the page's error boundary, not to a timer's thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private sealed class Unsubscription(Action unsubscribe) : IDisposable
    {
        public void Dispose() => unsubscribe();
    }
}
