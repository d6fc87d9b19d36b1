using System.Buffers;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>What features ask of a charger, in OCPP 1.6.</summary>
public sealed class V16Link(ChargePointConnections connections, CircuitBreakers breakers, IOptions<OcppOptions> options) : IChargePointLink
{
    public IReadOnlyCollection<string> Connected => [.. connections.All.Select(connection => connection.ChargePoint.Identity)];

    public bool IsConnected(string identity) => connections.Find(identity) is not null;

    public DateTimeOffset? ConnectedSince(string identity) => connections.Find(identity)?.ConnectedAt;

    public DateTimeOffset? LastHeard(string identity) => connections.Find(identity)?.LastSeenAt;

    public TimeSpan LongestAnswer => TimeSpan.FromSeconds(options.Value.CallTimeoutSeconds);

    public BreakerReading BreakerOf(string identity) => breakers.Read(identity);

    public Task<LinkAnswer> StartAsync(string identity, int connectorNumber, string idTag, CancellationToken cancel) =>
        AskAsync(identity, new RemoteStartTransactionRequest(idTag, connectorNumber), a => (a.Status.Is(RemoteStartStopStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> StopAsync(string identity, int transactionId, CancellationToken cancel) =>
        AskAsync(identity, new RemoteStopTransactionRequest(transactionId), a => (a.Status.Is(RemoteStartStopStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> UnlockAsync(string identity, int connectorNumber, CancellationToken cancel) =>
        AskAsync(identity, new UnlockConnectorRequest(connectorNumber), a => (a.Status.Is(UnlockStatus.Unlocked), a.Status.Text), cancel);

    public Task<LinkAnswer> AskForStatusAsync(string identity, int connectorNumber, CancellationToken cancel) =>
        AskAsync(identity, new TriggerMessageRequest(MessageTrigger.StatusNotification, connectorNumber), a => (a.Status.Is(TriggerMessageStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> AskForHeartbeatAsync(string identity, CancellationToken cancel) =>
        AskAsync(identity, new TriggerMessageRequest(MessageTrigger.Heartbeat), a => (a.Status.Is(TriggerMessageStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> AskForReadingAsync(string identity, int connectorNumber, CancellationToken cancel) =>
        AskAsync(identity, new TriggerMessageRequest(MessageTrigger.MeterValues, connectorNumber), a => (a.Status.Is(TriggerMessageStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> ResetAsync(string identity, bool isHard, CancellationToken cancel) =>
        AskAsync(identity, new ResetRequest(isHard ? ResetType.Hard : ResetType.Soft), a => (a.Status.Is(ResetStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> ReserveAsync(string identity, ReservationWish wish, CancellationToken cancel) => AskAsync(
        identity, new ReserveNowRequest(wish.ConnectorNumber, wish.Until, wish.IdTag, wish.ReservationId, wish.ParentIdTag),
        a => (a.Status.Is(ReservationStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> CancelReservationAsync(string identity, int reservationId, CancellationToken cancel) =>
        AskAsync(identity, new CancelReservationRequest(reservationId), a => (a.Status.Is(CancelReservationStatus.Accepted), a.Status.Text), cancel);

    public Task<LinkAnswer> AskToBootAsync(string identity, CancellationToken cancel) =>
        AskAsync(identity, new TriggerMessageRequest(MessageTrigger.BootNotification), a => (a.Status.Is(TriggerMessageStatus.Accepted), a.Status.Text), cancel);

    private async Task<LinkAnswer> AskAsync<TAnswer>(string identity, IOcppCall<TAnswer> request, Func<TAnswer, (bool, string)> read, CancellationToken cancel)
    {
        if (connections.Find(identity) is not { } connection) return new(LinkResult.NotConnected, "not connected");

        var payload = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(payload)) request.WritePayload(json);
        var result = await connection.CallAsync(request.Action, payload.WrittenMemory, cancel);
        return result.ToLinkAnswer(answer => read(request.ReadAnswer(answer.Span)));
    }
}
