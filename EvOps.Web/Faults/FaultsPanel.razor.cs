using System.Globalization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Faults;

/// <summary>How a charger fared, and whether commands go to it.</summary>
public sealed partial class FaultsPanel
{
    private ViewState<FaultStatistics> state = new ViewState<FaultStatistics>.Waiting();
    private BreakerReading breaker;
    private DateTimeOffset sentAgainAt;
    private string? shown;

    [Parameter, EditorRequired]
    public ChargePointRow About { get; set; } = null!;

    [Inject]
    private CountFaults Counting { get; set; } = null!;

    [Inject]
    private CircuitBreakers Breakers { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<FaultNoted>(change => change.ChargePointId == About.Id);
        Listen<BreakerChanged>(change => change.Identity == About.Identity);
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

        state = await ViewState.OfAsync(() => Counting.RunAsync(actor, About.Identity, CountFaults.UsualDays, default), "How this charger fared");
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
