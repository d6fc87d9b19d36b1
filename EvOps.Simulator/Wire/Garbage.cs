namespace EvOps.Simulator;

/// <summary>Messages that are wrong, for <see cref="SimulatedChargePoint.SendGarbageAsync(GarbageKind, CancellationToken)"/> and for tests.</summary>
public static class Garbage
{
    /// <summary>A message of a kind, as text; <see cref="GarbageKind.Binary"/> is to be sent as bytes.</summary>
    /// <param name="kind">What is wrong with it.</param>
    /// <param name="messageId">The message id, where there is one.</param>
    public static string Text(GarbageKind kind, string messageId = "garbage-1") => kind switch
    {
        GarbageKind.NotJson => $"[2,\"{messageId}\",\"MeterValues\",{{\"connectorId\":1,\"transactionId\":,\"meterValue\":[,{{}}]}}]",
        GarbageKind.NotAnArray => $"{{\"messageId\":\"{messageId}\",\"action\":\"Heartbeat\"}}",
        GarbageKind.TooShort => $"[2,\"{messageId}\"]",
        GarbageKind.NumericMessageId => "[2,4711,\"Heartbeat\",{}]",
        GarbageKind.UnknownMessageType => $"[9,\"{messageId}\",\"Heartbeat\",{{}}]",
        GarbageKind.UnknownAction => $"[2,\"{messageId}\",\"BrewCoffee\",{{}}]",
        GarbageKind.UnexpectedResult => $"[3,\"{messageId}\",{{\"status\":\"Accepted\"}}]",
        GarbageKind.WrongFieldType =>
            $"[2,\"{messageId}\",\"StatusNotification\",{{\"connectorId\":\"one\",\"errorCode\":\"NoError\",\"status\":\"Available\"}}]",
        GarbageKind.MissingField =>
            $"[2,\"{messageId}\",\"StartTransaction\",{{\"connectorId\":1,\"meterStart\":0,\"timestamp\":\"2026-01-01T00:00:00Z\"}}]",
        GarbageKind.UnknownEnumValue =>
            $"[2,\"{messageId}\",\"StatusNotification\",{{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Dozing\"}}]",
        GarbageKind.PayloadIsArray => $"[2,\"{messageId}\",\"Heartbeat\",[1,2,3]]",
        GarbageKind.Huge => $"[2,\"{messageId}\",\"Heartbeat\",{{\"padding\":\"{new string('x', 3 << 20)}\"}}]",
        GarbageKind.Empty => "",
        GarbageKind.Binary => $"[2,\"{messageId}\",\"Heartbeat\",{{}}]",
    };
}
