using EvOps.Domain.Stations;
using Microsoft.JSInterop;

namespace EvOps.Web.Drive;

/// <summary>
/// Where the driver is, once he said so: kept for as long as the console is open in this tab, written down nowhere. The browser is
/// asked only when he presses the button.
/// </summary>
public sealed class Whereabouts(IJSRuntime js)
{
    /// <summary>Null until he said.</summary>
    public Position? Here { get; private set; }

    /// <summary>Asks the browser; null when it told, otherwise why it did not and what to do.</summary>
    public async Task<string?> AskAsync()
    {
        await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./position.js");
        var told = await module.InvokeAsync<Told>("ask");
        if (told.Refused is null && Position.Of(told.Latitude, told.Longitude) is { } here) Here = here;
        else return WhyNot(told.Refused);
        return null;
    }

    public void Forget() => Here = null;

    private static string WhyNot(string? refused) => refused switch
    {
        "denied" => "Your browser keeps your position to itself. Allow it for this page in the browser's settings, or search by name.",
        "timeout" => "Your position could not be found in time. Try again in the open, or search by name.",
        "absent" => "This browser does not tell positions here. Search by name.",
        _ => "Your position could not be found. Search by name.",
    };

    private sealed record Told(double Latitude, double Longitude, string? Refused);
}
