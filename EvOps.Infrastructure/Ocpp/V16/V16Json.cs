using System.Text.Json.Serialization;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>Writes what we send: our answers, and the requests we make. What chargers send is read by hand, see PayloadReader.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(OcppTimeConverter)])]
[JsonSerializable(typeof(BootNotificationResponse))]
[JsonSerializable(typeof(HeartbeatResponse))]
[JsonSerializable(typeof(AuthorizeResponse))]
[JsonSerializable(typeof(StartTransactionResponse))]
[JsonSerializable(typeof(StopTransactionResponse))]
[JsonSerializable(typeof(DataTransferResponse))]
[JsonSerializable(typeof(RemoteStartTransactionRequest))]
[JsonSerializable(typeof(RemoteStopTransactionRequest))]
[JsonSerializable(typeof(UnlockConnectorRequest))]
[JsonSerializable(typeof(ResetRequest))]
[JsonSerializable(typeof(TriggerMessageRequest))]
[JsonSerializable(typeof(ChangeAvailabilityRequest))]
[JsonSerializable(typeof(GetConfigurationRequest))]
[JsonSerializable(typeof(ChangeConfigurationRequest))]
[JsonSerializable(typeof(ClearCacheRequest))]
[JsonSerializable(typeof(DataTransferRequest))]
[JsonSerializable(typeof(ReserveNowRequest))]
[JsonSerializable(typeof(CancelReservationRequest))]
public sealed partial class V16Json : JsonSerializerContext;
