using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Ocpp.V16;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>The requests a person may send, read as strictly as OCPP 1.6 writes them: a charger should not have to find our mistakes.</summary>
internal static class CommandRequests
{
    private const int LongestIdTag = 20, LongestKey = 50, LongestValue = 500, LongestVendorId = 255, LongestMessageId = 50;

    private static readonly JsonSerializerOptions Strict = new(V16Json.Default.Options)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Dictionary<string, JsonTypeInfo> Shapes = new(StringComparer.Ordinal)
    {
        [OcppActions.RemoteStartTransaction] = Strict.GetTypeInfo(typeof(RemoteStartTransactionRequest)),
        [OcppActions.RemoteStopTransaction] = Strict.GetTypeInfo(typeof(RemoteStopTransactionRequest)),
        [OcppActions.UnlockConnector] = Strict.GetTypeInfo(typeof(UnlockConnectorRequest)),
        [OcppActions.Reset] = Strict.GetTypeInfo(typeof(ResetRequest)),
        [OcppActions.TriggerMessage] = Strict.GetTypeInfo(typeof(TriggerMessageRequest)),
        [OcppActions.ChangeAvailability] = Strict.GetTypeInfo(typeof(ChangeAvailabilityRequest)),
        [OcppActions.GetConfiguration] = Strict.GetTypeInfo(typeof(GetConfigurationRequest)),
        [OcppActions.ChangeConfiguration] = Strict.GetTypeInfo(typeof(ChangeConfigurationRequest)),
        [OcppActions.ClearCache] = Strict.GetTypeInfo(typeof(ClearCacheRequest)),
        [OcppActions.DataTransfer] = Strict.GetTypeInfo(typeof(DataTransferRequest)),
        [OcppActions.ReserveNow] = Strict.GetTypeInfo(typeof(ReserveNowRequest)),
        [OcppActions.CancelReservation] = Strict.GetTypeInfo(typeof(CancelReservationRequest)),
    };

    public static IReadOnlyCollection<string> Actions => Shapes.Keys;

    /// <summary>The payload as it goes out, in the standard's own words.</summary>
    public static Outcome<byte[]> Read(string action, JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object) return Refuse.Invalid("invalid_request", "The body is the OCPP request: a JSON object.");
        try
        {
            var read = request.Deserialize(Shapes[action])!;
            return Check(read) is { } faulty ? faulty : JsonSerializer.SerializeToUtf8Bytes(read, Shapes[action]);
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body";
            return Refuse.InvalidField(field, $"This is no {action} of OCPP 1.6: {InWords(Shapes[action], field, wrong)}");
        }
    }

    // The serializer's own words name our types, which say nothing to whoever wrote the request.
    private static string InWords(JsonTypeInfo shape, string field, JsonException wrong)
    {
        if (field == "body") return $"it lacks {string.Join(", ", shape.Properties.Where(p => p.IsRequired && wrong.Message.Contains($"'{p.Name}'", StringComparison.Ordinal)).Select(p => p.Name))}.";
        if (shape.Properties.FirstOrDefault(p => p.Name == field.Split('[', '.')[0]) is not { } property) return $"it has no field {field}.";

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum) return $"{field} is one of {string.Join(", ", Enum.GetNames(type))}.";
        if (type == typeof(int)) return $"{field} is a whole number.";
        if (type == typeof(DateTimeOffset)) return $"{field} is a time in ISO 8601.";
        return type == typeof(string) ? $"{field} is a text." : $"{field} has another shape.";
    }

    private static Refusal? Check(object request)
    {
        var errors = new FieldErrors();
        switch (request)
        {
            case RemoteStartTransactionRequest start:
                errors.Check(start.IdTag.Length is >= 1 and <= LongestIdTag, "idTag", $"idTag has 1 to {LongestIdTag} characters.");
                errors.Check(start.ConnectorId is null or > 0, "connectorId", "connectorId is 1 or more.");
                break;
            case UnlockConnectorRequest unlock:
                errors.Check(unlock.ConnectorId > 0, "connectorId", "connectorId is 1 or more.");
                break;
            case ChangeAvailabilityRequest change:
                errors.Check(change.ConnectorId >= 0, "connectorId", "connectorId is 0, for the whole charger, or more.");
                break;
            case TriggerMessageRequest trigger:
                errors.Check(trigger.ConnectorId is null or > 0, "connectorId", "connectorId is 1 or more.");
                break;
            case GetConfigurationRequest get:
                errors.Check(get.Key is null || get.Key.All(key => key is { Length: >= 1 and <= LongestKey }), "key", $"A key has 1 to {LongestKey} characters.");
                break;
            case ChangeConfigurationRequest configure:
                errors.Check(configure.Key.Length is >= 1 and <= LongestKey, "key", $"key has 1 to {LongestKey} characters.");
                errors.Check(configure.Value.Length <= LongestValue, "value", $"value has at most {LongestValue} characters.");
                break;
            case DataTransferRequest transfer:
                errors.Check(transfer.VendorId.Length is >= 1 and <= LongestVendorId, "vendorId", $"vendorId has 1 to {LongestVendorId} characters.");
                errors.Check(transfer.MessageId is null or { Length: <= LongestMessageId }, "messageId", $"messageId has at most {LongestMessageId} characters.");
                break;
            case ReserveNowRequest reserve:
                errors.Check(reserve.ConnectorId >= 0, "connectorId", "connectorId is 0, for any of them, or more.");
                errors.Check(reserve.IdTag.Length is >= 1 and <= LongestIdTag, "idTag", $"idTag has 1 to {LongestIdTag} characters.");
                errors.Check(reserve.ParentIdTag is null or { Length: <= LongestIdTag }, "parentIdTag", $"parentIdTag has at most {LongestIdTag} characters.");
                break;
            default:
                // The others have nothing that could be out of range.
                break;
        }
        return errors.Refusal;
    }
}
