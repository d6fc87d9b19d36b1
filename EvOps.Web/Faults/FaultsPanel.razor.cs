using System.Globalization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Faults;

/// <summary>How a charger fared, and whether commands go to it.</summary>
public sealed partial class FaultsPanel
{
    private const int MostOutages = 8;

    private ViewState<FaultStatistics> state = new ViewState<FaultStatistics>.Waiting();
    private BreakerReading breaker;
    private DateTimeOffset sentAgainAt;
    private StatisticsPeriod period = new();
    private string? shown;

    [Parameter, EditorRequired]
    public ChargePointRow About { get; set; } = null!;

    [Inject]
    private CountFaults Count { get; set; } = null!;

    [Inject]
    private ExplainOutage Explain { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    [Inject]
    private NotificationService Toasts { get; set; } = null!;

    [Inject]
    private CircuitBreakers Breakers { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<FaultNoted>(change => change.ChargePointId == About.Id);
        Listen<BreakerChanged>(change => change.Identity == About.Identity);
        Listen<OutageExplained>(change => change.ChargePointId == About.Id);
        FollowAddress();
    }

    protected override Task OnParametersSetAsync()
    {
        // What the page learns of its charger several times a second changes no statistics.
        if (shown == About.Identity) return Task.CompletedTask;
        shown = About.Identity;
        return RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        breaker = Breakers.Read(About.Identity);
        if (breaker.RetryAfter is { } wait)
        {
            sentAgainAt = Time.GetUtcNow() + wait;
            RefreshAfter(wait);
        }

        period = FaultQuery.PeriodOf(Url.Text, About.TimeZone);
        state = await ViewState.OfAsync(() => Count.RunAsync(actor, About.Identity, period, default), "How this charger fared");
    }

    /// <summary>The latest outages that nobody excused; what all connectors have in common stands there once.</summary>
    private static List<(IReadOnlyList<int> Connectors, Outage Outage)> Counting(FaultStatistics found) =>
    [
        .. found.Plugs.SelectMany(plug => plug.Outages.Where(o => !o.Cause.IsExcluded()).Select(o => (plug.ConnectorNumber, Outage: o)))
            .GroupBy(one => one.Outage).OrderByDescending(same => same.Key.From).Take(MostOutages)
            .Select(same => ((IReadOnlyList<int>)[.. same.Select(one => one.ConnectorNumber)], same.Key)),
    ];

    /// <summary>It reached into the moment that the statistics were made.</summary>
    private bool Lasts(FaultStatistics found, Outage outage) => outage.To == found.To && (period.To is null || period.To > found.To);

    private string ConnectorsOf(IReadOnlyList<int> numbers) =>
        numbers.Count > 1 && numbers.Count == About.Connectors.Count ? "All connectors" : $"Connector {string.Join(", ", numbers)}";

    private async Task ExplainAsync(IReadOnlyList<int> connectors, Outage outage, bool lasts) => await DialogBox.OpenAsync<OutageReasonDialog>(
        "Say why it was out",
        new() { [nameof(OutageReasonDialog.About)] = About, [nameof(OutageReasonDialog.Connectors)] = connectors, [nameof(OutageReasonDialog.Outage)] = outage, [nameof(OutageReasonDialog.Lasts)] = lasts });

    private async Task WithdrawAsync(OutageReason reason)
    {
        var withdrawn = await Explain.WithdrawAsync(await Actor.GetAsync(), About.Identity, reason.Id, default);
        if (withdrawn.IsDone) Toasts.Done("Withdrawn: the outage counts again.");
        else Toasts.Refused(withdrawn.Refusal);
    }

    private List<(string Words, DateTimeOffset? Since)> OpenFaults()
    {
        List<(string, DateTimeOffset?)> open = [];
        if (About.MonitorFault is { } seen) open.Add((seen.Reason is null ? "A health monitor sees a fault" : $"A health monitor sees a fault: {seen.Reason}", seen.Since));
        if (About.Status == ConnectorStatus.Faulted) open.Add((ChargerError.Of(About.ErrorCode).Words, null));
        open.AddRange(About.Connectors.Where(c => c.Status == ConnectorStatus.Faulted).Select(c => ($"Connector {c.Number}: {ChargerError.Of(c.ErrorCode).Words}", c.StatusAt)));
        return open;
    }

    private static string WordsOf(HealthDay day)
    {
        var date = day.Day.ToString("d MMMM", CultureInfo.InvariantCulture);
        if (!day.Known) return $"{date}: nothing is known";
        if (day.Worst is null) return $"{date}: all connectors could be used all day";
        return $"{date}: {string.Join("; ", day.Causes.Select(c => $"{SourceWords.Of(c.Cause)}{(c.Code is null ? "" : $" ({c.Code})")} {Show.Elapsed(c.Lasted)}"))}";
    }
}
