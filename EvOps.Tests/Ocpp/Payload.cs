using System.Text;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Ocpp;

/// <summary>Payloads as chargers write them, read as the listener reads them.</summary>
internal static class Payload
{
    public static readonly DateTimeOffset Arrival = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Func<byte[], IReadOnlyList<string>>> Parsers = new()
    {
        [OcppActions.Authorize] = Notes<AuthorizeRequest>,
        [OcppActions.BootNotification] = Notes<BootNotificationRequest>,
        [OcppActions.DataTransfer] = Notes<DataTransferRequest>,
        [OcppActions.DiagnosticsStatusNotification] = Notes<DiagnosticsStatusNotificationRequest>,
        [OcppActions.FirmwareStatusNotification] = Notes<FirmwareStatusNotificationRequest>,
        [OcppActions.Heartbeat] = Notes<HeartbeatRequest>,
        [OcppActions.MeterValues] = Notes<MeterValuesRequest>,
        [OcppActions.StartTransaction] = Notes<StartTransactionRequest>,
        [OcppActions.StatusNotification] = Notes<StatusNotificationRequest>,
        [OcppActions.StopTransaction] = Notes<StopTransactionRequest>,
    };

    public static IEnumerable<string> Actions => Parsers.Keys;

    public static Parsed<T> Parse<T>(string json) where T : IOcppRequest<T> => T.Parse(Encoding.UTF8.GetBytes(json), Arrival);

    /// <summary>The notes on a payload of the named action; throws what its parser throws.</summary>
    public static IReadOnlyList<string> NotesOn(string action, byte[] payload) => Parsers[action](payload);

    public static OcppError RefusalOf(string action, string json) =>
        Assert.Throws<OcppError>(() => NotesOn(action, Encoding.UTF8.GetBytes(json)));

    /// <summary>The one sample of a MeterValues message with these sampledValue elements.</summary>
    public static MeterSample Sample(string sampledValues, int connectorId = 1) =>
        Assert.Single(Parse<MeterValuesRequest>(
            $$"""{"connectorId":{{connectorId}},"meterValue":[{"timestamp":"2026-03-01T11:59:00Z","sampledValue":[{{sampledValues}}]}]}""")
            .Message.Samples);

    private static IReadOnlyList<string> Notes<T>(byte[] payload) where T : IOcppRequest<T> => T.Parse(payload, Arrival).Notes;
}
