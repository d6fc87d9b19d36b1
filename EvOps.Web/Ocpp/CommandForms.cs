using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

/// <summary>The commands of OCPP 1.6 as forms, in the order an operator reaches for them.</summary>
public static class CommandForms
{
    private static readonly CommandField AnyConnector = new("connectorId", "Connector", CommandFieldKind.Connector, Optional: "the charger chooses");

    public static IReadOnlyList<CommandForm> All { get; } =
    [
        new(OcppActions.TriggerMessage, "Ask for a message",
            [
                new("requestedMessage", "Message", CommandFieldKind.Choice,
                [
                    ("StatusNotification", "State of its connectors"), ("MeterValues", "Meter readings"), ("Heartbeat", "Heartbeat"), ("BootNotification", "Boot"),
                    ("DiagnosticsStatusNotification", "Progress of diagnostics"), ("FirmwareStatusNotification", "Progress of a firmware update"),
                ]),
                AnyConnector with { Optional = "all of them" },
            ],
            _ => "Ask the charger",
            _ => ["The charger sends the message now. Nothing else changes."],
            _ => false),

        new(OcppActions.Reset, "Restart",
            [new("type", "How", CommandFieldKind.Choice, [("Soft", "Soft: ends sessions in good order first"), ("Hard", "Hard: as if its power were cut")])],
            draft => draft["type"] == "Hard" ? "Restart it the hard way" : "Restart the charger",
            draft =>
            [
                .. draft.Open.Select(session => draft["type"] == "Hard"
                    ? $"{Who(session)} stops charging, and may be billed without a last reading."
                    : $"{Who(session)} stops charging and is billed up to then."),
                "The charger is gone for a minute or two and comes back by itself.",
            ],
            draft => draft["type"] == "Hard" || draft.Open.Count > 0),

        new(OcppActions.UnlockConnector, "Unlock a connector",
            [new("connectorId", "Connector", CommandFieldKind.Connector)],
            draft => $"Unlock connector {draft["connectorId"]}",
            draft =>
            [
                $"The cable of connector {draft["connectorId"]} is released.",
                .. draft.SessionAt("connectorId") is { } session
                    ? [$"{Who(session)} is charging there: most chargers end that session. To end it in good order, stop it first."]
                    : Array.Empty<string>(),
            ],
            draft => draft.SessionAt("connectorId") is not null),

        new(OcppActions.ChangeAvailability, "Take in or out of service",
            [
                new("connectorId", "What", CommandFieldKind.ConnectorOrAll),
                new("type", "Then", CommandFieldKind.Choice, [("Inoperative", "Out of service"), ("Operative", "In service")]),
            ],
            draft => $"{(draft["type"] == "Operative" ? "Put" : "Take")} {What(draft)} {(draft["type"] == "Operative" ? "in" : "out of")} service",
            draft => draft["type"] == "Operative"
                ? [$"Drivers can use {What(draft)} again."]
                : [$"{Capital(What(draft))} takes no new session, also after a restart, until it is put in service again.", "A session that runs goes on; the charger says Scheduled then."],
            draft => draft["type"] != "Operative"),

        new(OcppActions.RemoteStartTransaction, "Start a session",
            [new("idTag", "Tag", CommandFieldKind.Text, Hint: "As the reader would send it.", Longest: 20), AnyConnector],
            _ => "Start a session",
            draft => [$"The charger starts for tag {Named(draft["idTag"])}, whose owner pays for it.", "It waits for a car until its own deadline; accepted is not charging yet."],
            _ => false),

        new(OcppActions.RemoteStopTransaction, "Stop a session",
            [new("transactionId", "Session", CommandFieldKind.Transaction)],
            _ => "Stop this session",
            draft => [$"{Stopped(draft)} stops charging and is billed up to the charger's last reading."],
            _ => true),

        new(OcppActions.ReserveNow, "Keep a connector",
            [
                new("connectorId", "Connector", CommandFieldKind.Connector),
                new("expiryDate", "Until", CommandFieldKind.Text, Hint: "In UTC, such as 2026-11-20T14:05:00Z.", Longest: 40),
                new("idTag", "Tag", CommandFieldKind.Text, Hint: "Who may start there.", Longest: 20),
                new("reservationId", "Number", CommandFieldKind.Number, Hint: "A number of your own; the same again replaces it."),
                new("parentIdTag", "Group", CommandFieldKind.Text, Optional: "none", Longest: 20),
            ],
            draft => $"Keep connector {draft["connectorId"]}",
            draft => [$"Only {Named(draft["idTag"])} can start at connector {draft["connectorId"]} until then.", "This is the charger's own reservation: no booking is made, and nobody is told."],
            _ => true),

        new(OcppActions.CancelReservation, "Forget a reservation",
            [new("reservationId", "Number", CommandFieldKind.Number)],
            _ => "Forget the reservation",
            _ => ["Anybody can start at the connector again, unless a booking keeps it here."],
            _ => true),

        new(OcppActions.GetConfiguration, "Read its settings",
            [new("key", "Keys", CommandFieldKind.Names, Optional: "all of them", Hint: "Separated by commas.")],
            _ => "Read the settings",
            _ => ["The charger tells its settings. Nothing changes."],
            _ => false),

        new(OcppActions.ChangeConfiguration, "Change a setting",
            [new("key", "Key", CommandFieldKind.Text, Longest: 50), new("value", "Value", CommandFieldKind.Text)],
            draft => $"Set {Named(draft["key"])}",
            draft => string.Equals(draft["key"].Trim(), "AuthorizationKey", StringComparison.OrdinalIgnoreCase)
                ? ["If it takes the key, it shows it from its next connection on, and the old one opens no more.", "The key is not written down in the trail or among the messages."]
                : ["The setting changes in the charger itself and stays. Read it first and note what it was: EvOps cannot bring it back."],
            _ => true),

        new(OcppActions.ClearCache, "Forget cached tags", [],
            _ => "Clear its cache",
            _ => ["The charger forgets which tags it has let charge before, and asks for each again. While it is offline it lets only its own list charge."],
            _ => false),

        new(OcppActions.DataTransfer, "Send a maker's message",
            [
                new("vendorId", "Maker", CommandFieldKind.Text, Hint: "Such as com.example, as the manual has it.", Longest: 255),
                new("messageId", "Message", CommandFieldKind.Text, Optional: "none", Longest: 50),
                new("data", "Data", CommandFieldKind.Text, Optional: "none"),
            ],
            _ => "Send it",
            _ => ["What it does is the maker's own affair: see the manual."],
            _ => true),
    ];

    public static CommandForm Of(string action) => All.First(form => form.Action == action);

    private static string Who(LiveSession session) =>
        $"{session.DriverName ?? $"Tag {session.IdTag}"} (connector {session.ConnectorNumber}, {Show.Energy(session.Figures.EnergyWh)})";

    private static string What(CommandDraft draft) => draft["connectorId"] == "0" ? "the whole charger" : $"connector {draft["connectorId"]}";

    private static string Stopped(CommandDraft draft) =>
        draft.Open.FirstOrDefault(session => session.TransactionId == draft.Number("transactionId")) is { } session ? Who(session) : "The driver";

    private static string Named(string text) => text.Trim() is { Length: > 0 } name ? name : "…";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
