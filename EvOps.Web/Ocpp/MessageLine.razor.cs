using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Ocpp;

/// <summary>One message: who said what, what became of it; as it went over the wire, secrets aside, once somebody opens it.</summary>
public sealed partial class MessageLine
{
    private static readonly JsonSerializerOptions Wide = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private (DateTimeOffset At, string? Result, bool IsOpen) shown;
    private bool isShown;

    [Parameter, EditorRequired]
    public OcppMessage Message { get; set; } = null!;

    [Parameter]
    public string? Zone { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    [Parameter]
    public EventCallback Toggled { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // Hundreds of them stand on the page, and the page hears of each new one.
    protected override bool ShouldRender()
    {
        var now = (Message.At, Message.Result, IsOpen);
        if (isShown && shown == now) return false;
        (shown, isShown) = (now, true);
        return true;
    }

    private string Clock()
    {
        var (there, today) = (ShowTime.In(Message.At, Zone), ShowTime.In(Time.GetUtcNow(), Zone).Date);
        return there.ToString(there.Date == today ? "HH:mm:ss" : "d MMM HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private string Raw()
    {
        var answer = Message is { Direction: MessageDirection.Out, Result: { } result } ? $"\n\n{Indented(result)}" : "";
        return $"{Message.MessageId}\n{Indented(Message.Payload)}{answer}";
    }

    // What a charger sent may be no JSON at all, and is shown all the same.
    private static string Indented(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(parsed.RootElement, Wide);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
