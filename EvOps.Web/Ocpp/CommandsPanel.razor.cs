using System.Diagnostics;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Ocpp;

/// <summary>Commands to one charger: a form for each, its consequence before the click, and the answers kept in sight.</summary>
public sealed partial class CommandsPanel(SendCommand send, CommandAnswers answers, LiveSessions sessions, CurrentActor actor)
{
    private CommandForm form = CommandForms.All[0];
    private Dictionary<string, string> values = [];
    private IReadOnlyList<LiveSession> open = [];

    [Parameter, EditorRequired]
    public ChargePointRow About { get; set; } = null!;

    private CommandDraft draft => new(About, open, values);

    private bool LacksTransaction => form.Fields.Any(one => one.Kind == CommandFieldKind.Transaction) && draft.Number("transactionId") is null;

    protected override void OnInitialized()
    {
        Listen<SessionChanged>(change => About.Connectors.Any(connector => connector.Id == change.ConnectorId));
        // What a command costs a driver is said as it is at the click.
        Listen<MeterRead>(reading => sessions.Find(reading.SessionId)?.ChargePointId == About.Id);
        LookAtSessions();
        Choose(form);
    }

    protected override void OnParametersSet() => LookAtSessions();

    protected override Task RefreshAsync()
    {
        LookAtSessions();
        return Task.CompletedTask;
    }

    private void LookAtSessions()
    {
        open = [.. sessions.All.Where(session => session.ChargePointId == About.Id).OrderBy(session => session.ConnectorNumber)];
        // What was to be stopped may have ended meanwhile: another one must be chosen, not hit.
        if (draft.Number("transactionId") is { } chosen && open.All(session => session.TransactionId != chosen)) values["transactionId"] = "";
    }

    private void Choose(CommandForm chosen)
    {
        form = chosen;
        values = form.Fields.ToDictionary(field => field.Name, Usual);
    }

    private string Usual(CommandField field) => field switch
    {
        { Optional: not null } => "",
        { Kind: CommandFieldKind.Choice, Choices: [var (first, _), ..] } => first,
        { Kind: CommandFieldKind.Connector or CommandFieldKind.ConnectorOrAll } => About.Connectors is [var one, ..] ? $"{one.Number}" : field.Kind == CommandFieldKind.ConnectorOrAll ? "0" : "1",
        { Kind: CommandFieldKind.Transaction } => open.FirstOrDefault(session => session.TransactionId is not null)?.TransactionId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
        _ => "",
    };

    private async Task SendAsync()
    {
        var (charger, now) = (About.Identity, Time.GetUtcNow());
        var answer = new CommandAnswer(Ids.New(now), form.Action, form.Does(draft), form.RequestOf(values), now);
        answers.Put(charger, answer);
        StateHasChanged();

        var started = Stopwatch.GetTimestamp();
        // Not given up when the page is left: what was sent is answered, and the answer is found again.
        var result = await send.RunAsync(await actor.GetAsync(), charger, answer.Action, answer.Request, CancellationToken.None);
        answers.Put(charger, answer with { Result = result, Took = Stopwatch.GetElapsedTime(started) });
    }
}
