using System.Text.Encodings.Web;
using System.Text.Json;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Ocpp;

/// <summary>Which messages of a charger are looked at.</summary>
public enum MessageChoice
{
    All,
    FromCharger,
    ToCharger,
    Trouble,
}

/// <summary>What a charger and the house say to each other, as it happens; each message as it went over the wire one click away.</summary>
public sealed partial class MessagesPanel
{
    private const int Portion = 50;

    private static readonly JsonSerializerOptions Wide = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (MessageChoice Value, string Text)[] Choices =
        [(MessageChoice.All, "All"), (MessageChoice.FromCharger, "From it"), (MessageChoice.ToCharger, "To it"), (MessageChoice.Trouble, "Trouble")];

    private ViewState<IReadOnlyList<LoggedMessage>> state = new ViewState<IReadOnlyList<LoggedMessage>>.Waiting();
    private IReadOnlyList<(LoggedMessage Message, MessageWords Words)> shown = [];
    private MessageChoice choice;
    private int matching, most = Portion;

    [Parameter, EditorRequired]
    public ChargePointRow About { get; set; } = null!;

    [Inject]
    private ListMessages Messages { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<MessageLogged>(message => message.Identity == About.Identity);
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        choice = Url.Choice<MessageChoice>("messages") ?? MessageChoice.All;
        state = await ViewState.OfAsync(() => Messages.RunAsync(actor, About.Identity, MessageLog.MostMessages, default), "The messages of this charger");
        var all = (state as ViewState<IReadOnlyList<LoggedMessage>>.Shown)?.Content ?? [];
        var chosen = all.Select(message => (Message: message, Words: MessageWords.Of(message))).Where(one => IsChosen(one.Message, one.Words)).ToList();
        (matching, shown) = (chosen.Count, chosen[..Math.Min(most, chosen.Count)]);
    }

    private bool IsChosen(LoggedMessage message, MessageWords words) => choice switch
    {
        MessageChoice.All => true,
        MessageChoice.FromCharger => message.Direction == MessageDirection.In,
        MessageChoice.ToCharger => message.Direction == MessageDirection.Out,
        MessageChoice.Trouble => words.IsTrouble,
    };

    private Task ShowMore()
    {
        most += Portion;
        return RefreshAsync();
    }

    private static string Raw(LoggedMessage message)
    {
        var answer = message is { Direction: MessageDirection.Out, Result: { } result } ? $"\n\n{Indented(result)}" : "";
        return $"{message.MessageId}\n{Indented(message.Payload)}{answer}";
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
