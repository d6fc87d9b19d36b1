using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Ocpp;

/// <summary>
/// What a charger and the house say to each other, as it happens. While a message is open the list stands still, and says how many
/// newer ones there are.
/// </summary>
public sealed partial class MessagesPanel
{
    private const int Portion = 200;

    private static readonly (MessageDirection? Value, string Text)[] Ways = [(null, "All"), (MessageDirection.In, "From it"), (MessageDirection.Out, "To it")];

    private readonly HashSet<(DateTimeOffset, MessageDirection, string)> opened = [];
    private ViewState<IReadOnlyList<OcppMessage>> state = new ViewState<IReadOnlyList<OcppMessage>>.Waiting();
    private IReadOnlyList<OcppMessage> shown = [];
    private MessageFilter filter = new();
    private int most = Portion, newer;
    private bool isFiltered, hasOlder;

    [Parameter, EditorRequired]
    public ChargePointRow About { get; set; } = null!;

    [Inject]
    private ListMessages Messages { get; set; } = null!;

    [Inject]
    private UnwrittenMessages Unwritten { get; set; } = null!;

    [Inject]
    private IOptions<OcppOptions> Options { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    private string Kept => Options.Value.MessageRetentionDays switch
    {
        0 => "The last ones are kept, since EvOps started.",
        1 => "They are kept for a day.",
        var days => $"They are kept for {days} days.",
    };

    protected override void OnInitialized()
    {
        Listen<MessageLogged>(message => message.Identity == About.Identity);
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var wanted = MessageQuery.FilterOf(Url.Text, About.TimeZone);
        if (wanted != filter) Forget(wanted);
        isFiltered = filter != new MessageFilter();
        state = await ViewState.OfAsync(() => Messages.NewestAsync(actor, About.Identity, wanted, most + 1, default), "The messages of this charger");
        if (state is ViewState<IReadOnlyList<OcppMessage>>.Shown { Content: var found }) Take(found);
    }

    private void Take(IReadOnlyList<OcppMessage> found)
    {
        if (opened.Count > 0)
        {
            var known = found.ToDictionary(KeyOf);
            newer = found.Count(message => message.At > shown[0].At);
            shown = [.. shown.Select(message => known.GetValueOrDefault(KeyOf(message), message))];
            return;
        }

        (newer, hasOlder, shown) = (0, found.Count > most, [.. found.Take(most)]);
    }

    private void Forget(MessageFilter wanted)
    {
        (filter, most) = (wanted, Portion);
        opened.Clear();
    }

    private static (DateTimeOffset, MessageDirection, string) KeyOf(OcppMessage message) => (message.At, message.Direction, message.MessageId);

    private Task ToggleAsync(OcppMessage message)
    {
        if (!opened.Remove(KeyOf(message))) opened.Add(KeyOf(message));
        return opened.Count == 0 ? RefreshAsync() : Task.CompletedTask;
    }

    private Task ShowNewerAsync()
    {
        opened.Clear();
        return RefreshAsync();
    }

    private Task ShowOlderAsync()
    {
        opened.Clear();
        most += Portion;
        return RefreshAsync();
    }

    private void ShowAll() => Url.Set(("direction", null), ("trouble", null), ("action", null), ("said", null), ("from", null), ("to", null));
}
