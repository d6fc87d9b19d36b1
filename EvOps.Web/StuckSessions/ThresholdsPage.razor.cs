using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.StuckSessions;

/// <summary>The thresholds of the network or of a station: tried on the past, then applied.</summary>
public sealed partial class ThresholdsPage
{
    private readonly CancellationTokenSource leaving = new();
    private ViewState<ThresholdsOf> state = new ViewState<ThresholdsOf>.Waiting();
    private ThresholdDraft draft = new();
    private IReadOnlyList<(Guid Id, string Name)> stations = [];
    private Guid? station;
    private Refusal? refusal;
    private TriedThresholds? tried;
    private double? progress;
    private bool maySet;

    [Inject]
    private SetThresholds Thresholds { get; set; } = null!;

    [Inject]
    private TryThresholds Past { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private NotificationService Toasts { get; set; } = null!;

    protected override void OnInitialized() => FollowAddress();

    protected override async Task OnInitializedAsync()
    {
        maySet = await Actor.MayAsync(Permission.SetThresholds);
        stations = await Thresholds.StationsAsync(default);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        station = Url.Id("station");
        state = await ViewState.OfAsync(() => Thresholds.ShowAsync(actor, station, default), "The thresholds");
        if (state is ViewState<ThresholdsOf>.Shown { Content: var shown }) draft = ThresholdDraft.Of(shown.Chosen);
        (refusal, tried) = (null, null);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            leaving.Cancel();
            leaving.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Choose(ChangeEventArgs change) => Url.Set(("station", change.Value));

    private void Type(string field, string? text)
    {
        draft[field] = text ?? "";
        (refusal, tried) = (null, null);
    }

    private async Task TryAsync()
    {
        var read = draft.Read();
        refusal = read.Refusal;
        if (!read.IsDone) return;

        var (last, actor) = (0.0, await Actor.GetAsync());
        progress = 0;
        try
        {
            // Long work of the past; the page stays alive beside it.
            var told = new Progress<double>(share => { if (share - last >= 0.02) { progress = last = share; _ = InvokeAsync(StateHasChanged); } });
            var outcome = await Task.Run(() => Past.RunAsync(actor, station, read.Value, told, leaving.Token), leaving.Token);
            (tried, refusal) = (outcome.IsDone ? outcome.Value : null, outcome.Refusal);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            progress = null;
        }
    }

    private async Task ApplyAsync()
    {
        var read = draft.Read();
        refusal = read.IsDone ? (await Thresholds.RunAsync(await Actor.GetAsync(), station, read.Value, default)).Refusal : read.Refusal;
        if (refusal is not null) return;

        Toasts.Done("The thresholds hold from now on.");
        await RefreshAsync();
    }

    private IEnumerable<WouldCatch> News()
    {
        var known = tried!.Holding.Catches.Select(c => c.SessionId).ToHashSet();
        return tried.Tried.Catches.Where(c => !known.Contains(c.SessionId)).Reverse();
    }

    private static string Sum(TriedSide side) => side.AtStake.Count == 0 ? "–" : string.Join(" · ", side.AtStake.Select(Show.Money));
}

/// <summary>One threshold as it stands in the form.</summary>
internal sealed record ThresholdLimit(string Field, string Word, string Unit, string Means, Func<StuckThresholds, int> Below);

/// <summary>Thresholds as they are typed; empty is left open.</summary>
internal sealed class ThresholdDraft
{
    public static readonly ThresholdLimit[] Limits =
    [
        new("meterSilentMinutes", "Meter silent", "minutes", "Online and charging, and no reading.", t => t.MeterSilentMinutes),
        new("energyFlatMinutes", "Energy flat", "minutes", "Readings come, and the energy does not move.", t => t.EnergyFlatMinutes),
        new("offlineMinutes", "Charger offline", "minutes", "Its connection is gone.", t => t.OfflineMinutes),
        new("startPendingMinutes", "Start pending", "minutes", "From the request to the charger's start.", t => t.StartPendingMinutes),
        new("stopPendingMinutes", "Stop pending", "minutes", "From the wish to stop to the charger's stop.", t => t.StopPendingMinutes),
        new("maxHours", "Open at most", "hours", "No car charges for longer.", t => t.MaxHours),
        new("inactiveHours", "No sign at all", "hours", "Then weak evidence is enough to close it.", t => t.InactiveHours),
    ];

    private readonly Dictionary<string, string> texts = Limits.ToDictionary(l => l.Field, _ => "");

    public string this[string field]
    {
        get => texts[field];
        set => texts[field] = value;
    }

    public static ThresholdDraft Of(ThresholdChoice choice)
    {
        int?[] values = [choice.MeterSilentMinutes, choice.EnergyFlatMinutes, choice.OfflineMinutes, choice.StartPendingMinutes, choice.StopPendingMinutes, choice.MaxHours, choice.InactiveHours];
        var draft = new ThresholdDraft();
        foreach (var (limit, value) in Limits.Zip(values)) draft[limit.Field] = value?.ToString(CultureInfo.InvariantCulture) ?? "";
        return draft;
    }

    public bool Differs(ThresholdChoice choice) => Read() is not { IsDone: true } read || read.Value != choice;

    public Outcome<ThresholdChoice> Read()
    {
        var errors = new FieldErrors();
        var numbers = new Dictionary<string, int?>();
        foreach (var (field, text) in texts)
        {
            var isNumber = int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            errors.Check(isNumber || text.Trim().Length == 0, field, "A whole number is needed, or nothing.");
            numbers[field] = isNumber ? number : null;
        }

        if (errors.Refusal is { } refusal) return refusal;
        var choice = new ThresholdChoice(
            numbers["meterSilentMinutes"], numbers["energyFlatMinutes"], numbers["offlineMinutes"], numbers["maxHours"], numbers["startPendingMinutes"], numbers["stopPendingMinutes"], numbers["inactiveHours"]);
        return choice.Fault() is { } fault ? fault : choice;
    }
}
