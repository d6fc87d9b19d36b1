using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Tariffs;

/// <summary>One tariff, new or to be followed by a newer version, with what it costs beside it as one types.</summary>
public sealed partial class TariffDialog(SaveTariff save, CurrentActor actor, NavigationManager navigation, NotificationService toasts, TimeProvider time)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(1120px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private TariffDraft draft = new(null);
    private TariffTerms terms = new() { Currency = "EUR", PerKwh = 0 };
    private Refusal? refused;
    private bool wasTried;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public TariffRow? Tariff { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    private Refusal? Shown => wasTried ? refused : draft.WithoutEmptyFields(refused);

    private string Consequence => Tariff is null
        ? "Nothing is priced by it until you say which stations use it."
        : $"Sessions that have begun keep version {Tariff.Version}. New ones at {Show.Count(Tariff.Stations, "station", "stations")} begin with version {Tariff.Version + 1}.";

    protected override void OnInitialized()
    {
        draft = new(Tariff);
        Look();
    }

    // What is shown beside is the last that could be read.
    private void Look()
    {
        (var read, refused) = draft.Read();
        if (read.Faults() is null) terms = read;
    }

    private void AddPeriod()
    {
        draft.Periods.Add(new(null));
        Look();
    }

    private void Remove(PeriodDraft period)
    {
        draft.Periods.Remove(period);
        Look();
    }

    private async Task SaveAsync()
    {
        Look();
        wasTried = true;
        if (refused is not null) return;

        var id = Tariff?.Id ?? Ids.New(time.GetUtcNow());
        var saved = await save.RunAsync(await actor.GetAsync(), id, draft.Name, terms, Tariff?.Version, default);
        refused = saved.Refusal;
        if (!saved.IsDone) return;

        toasts.Done($"{draft.Name.Trim()} was saved; version {saved.Value} holds now.");
        DialogBox.Close();
        if (Tariff is null) navigation.NavigateTo($"/tariffs/{id}");
    }
}
