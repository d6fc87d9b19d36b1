using System.Globalization;
using System.Text.Json;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>What a monitor says in a frame.</summary>
internal abstract record ControlMessage
{
    private ControlMessage()
    {
    }

    /// <summary>Who it watches, and that it may.</summary>
    public sealed record Hello(string ChargePointId, string Key) : ControlMessage;

    /// <summary>How that is.</summary>
    public sealed record Health(bool IsFaulty, string? Reason, DateTimeOffset? At) : ControlMessage;

    /// <summary>Null for what is no JSON, or none of these.</summary>
    public static ControlMessage? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter: a text that is not UTF-8.
            return null;
        }
    }

    private static ControlMessage? Read(JsonElement message) => Text(message, "type") switch
    {
        "hello" => Text(message, "chargePointId") is { } identity && Text(message, "key") is { } key ? new Hello(identity, key) : null,
        "health" => Text(message, "status") switch
        {
            "FAULT" => HealthOf(message, isFaulty: true),
            "HEALTHY" => HealthOf(message, isFaulty: false),
            _ => null,
        },
        _ => null,
    };

    private static Health? HealthOf(JsonElement message, bool isFaulty)
    {
        if (Text(message, "timestamp") is not { } timestamp) return new Health(isFaulty, Text(message, "reason"), null);
        return DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? new Health(isFaulty, Text(message, "reason"), at) : null;
    }

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
