using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using Microsoft.JSInterop;

namespace EvOps.Web.Alerts;

/// <summary>How new critical alerts are told besides the page.</summary>
public enum AlertCall
{
    Sound,
    Desktop,
}

/// <summary>
/// The bell of this browser. What was chosen is kept in the browser and nowhere else; permission is asked for when somebody switches the
/// desktop's word on, and never otherwise.
/// </summary>
public sealed class AlertBell(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? module;

    /// <summary>
    /// The browser did not answer: it has gone, is on its way to another page, could not load the bell, or lets a page in the background
    /// sleep for longer than a call waits.
    /// </summary>
    public static bool IsSilent(Exception failure) => failure is JSException or JSDisconnectedException or OperationCanceledException;

    /// <summary>What is switched on.</summary>
    public async Task<IReadOnlyCollection<AlertCall>> ChosenAsync()
    {
        var chosen = await (await ModuleAsync()).InvokeAsync<Chosen>("chosen");
        return [.. chosen.Sound ? [AlertCall.Sound] : Array.Empty<AlertCall>(), .. chosen.Desktop ? [AlertCall.Desktop] : Array.Empty<AlertCall>()];
    }

    /// <summary>Switches one on or off; null when it is done, otherwise why not and what to do.</summary>
    public async Task<string?> ChooseAsync(AlertCall call, bool isOn)
    {
        var answer = await (await ModuleAsync()).InvokeAsync<string>("choose", NameOf(call), isOn);
        return answer switch
        {
            "done" => null,
            "absent" => "This browser shows no notifications here.",
            "denied" => "Your browser shows no notifications of this page. Allow them in the browser's settings, and switch them on again.",
            _ => "Your browser did not keep the choice.",
        };
    }

    /// <summary>Tells of an alert as it was chosen; once each time it is raised, however many pages of this browser hear of it.</summary>
    public async Task TellAsync(Alert alert, Actor actor) => await (await ModuleAsync()).InvokeVoidAsync(
        "tell", $"{alert.Id}/{alert.LastRaisedAt.ToUnixTimeMilliseconds()}", alert.Title, alert.Words, actor.May(alert.LinkNeeds) ? alert.Link : "/alerts");

    /// <summary>How long it is until eight in the morning where this browser is: of the next day, and before four of the same.</summary>
    public async Task<TimeSpan> UntilMorningAsync() => TimeSpan.FromMinutes(await (await ModuleAsync()).InvokeAsync<int>("untilMorning"));

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (Exception failure) when (IsSilent(failure))
        {
            // The browser has gone, and the module with it.
        }
    }

    private static string NameOf(AlertCall call) => call switch
    {
        AlertCall.Sound => "sound",
        AlertCall.Desktop => "desktop",
    };

    private async ValueTask<IJSObjectReference> ModuleAsync() => module ??= await js.InvokeAsync<IJSObjectReference>("import", "./bell.js");

    private sealed record Chosen(bool Sound, bool Desktop);
}
