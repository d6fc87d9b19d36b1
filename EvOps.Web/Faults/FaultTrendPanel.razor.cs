using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common;
using EvOps.Web.Common.Charts;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Faults;

/// <summary>Faults of each day by cause, and how often and how long, for the filters in the address.</summary>
public sealed partial class FaultTrendPanel
{
    /// <summary>A storm of faults adds lines several times a second; a month is counted anew less often.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private ViewState<FaultTrend> state = new ViewState<FaultTrend>.Waiting();
    private FaultFilter? counted;
    private DateTimeOffset countedAt;
    private IReadOnlyList<DayBar> days = [];
    private List<string> names = [];
    private string period = "";

    [Inject]
    private DrawFaults Drawing { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<FaultNoted>();
        FollowAddress();
    }

    protected override async Task OnInitializedAsync()
    {
        await RefreshAsync();
        // What is shared among pages may be from a moment before this page began to listen.
        RefreshAfter(Between);
    }

    protected override async Task RefreshAsync()
    {
        var (filter, now) = (FaultQuery.FilterOf(Url.Text), Time.GetUtcNow());
        if (filter == counted && now - countedAt < Between)
        {
            RefreshAfter(Between);
            return;
        }

        (counted, countedAt) = (filter, now);
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Drawing.RunAsync(actor, filter, default), "How the chargers fared");
        if (state is ViewState<FaultTrend>.Shown { Content: var trend }) Draw(trend);
    }

    private void Draw(FaultTrend trend)
    {
        var causes = trend.Figures.ByCause.Select(cause => cause.Cause).ToList();
        var shown = causes.Count <= DayBars.MostParts ? causes : causes[..(DayBars.MostParts - 1)];
        names = [.. shown.Select(WordOf)];
        if (shown.Count < causes.Count) names.Add($"{causes.Count - shown.Count} others");
        days = [.. trend.Days.Select(day => new DayBar(day.Day, [.. shown.Select(cause => day.ByCause.GetValueOrDefault(cause)), .. shown.Count < causes.Count ? [day.ByCause.Where(c => !shown.Contains(c.Key)).Sum(c => c.Value)] : Array.Empty<int>()]))];
        period = days.Count == 1 ? "One day" : $"{days.Count} days";
    }

    // What has no error code is named by who says so.
    private static string WordOf(string cause) => Enum.TryParse<FaultSource>(cause, out var source) && Enum.IsDefined(source) ? SourceWords.Of(source) : cause;
}
