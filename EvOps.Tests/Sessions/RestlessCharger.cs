using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Sessions;

/// <summary>
/// A charger that keeps to OCPP 1.6 §3.7.1: what was not answered is sent again, word for word, until it is. It writes down what the
/// house answered for, so that a test can ask the database for it. Outlives any number of deaths of the server.
/// </summary>
internal sealed class RestlessCharger(string identity, string tag)
{
    private readonly Random random = new(identity.GetHashCode(StringComparison.Ordinal));
    private readonly Queue<(string Action, JsonObject Payload)> unanswered = new();
    private long register = 1_000_000;
    private DateTimeOffset clock = DateTimeOffset.UtcNow.AddMinutes(-30);
    private int? transaction;
    private int readings;

    public string Identity => identity;

    /// <summary>transactionId → meterStart of every start that was answered.</summary>
    public ConcurrentDictionary<int, long> Started { get; } = new();

    /// <summary>Registers of every reading that was answered, by transaction.</summary>
    public ConcurrentBag<(int Transaction, long Register)> Read { get; } = [];

    /// <summary>transactionId → meterStop of every stop that was answered.</summary>
    public ConcurrentDictionary<int, long> Stopped { get; } = new();

    /// <summary>Works until the connection is gone.</summary>
    public async Task WorkAsync(Uri url, CancellationToken cancel)
    {
        try
        {
            await using var client = await OcppClient.OpenAsync(OcppClient.UrlFor(url, identity), new OcppClientOptions { CallTimeout = TimeSpan.FromSeconds(10) }, cancel);
            await client.CallAsync("BootNotification", new JsonObject { ["chargePointVendor"] = "Restless", ["chargePointModel"] = "One" }, cancel: cancel);
            while (!cancel.IsCancellationRequested)
            {
                if (unanswered.Count == 0) unanswered.Enqueue(Next());
                var (action, payload) = unanswered.Peek();
                var answer = await client.CallAsync(action, (JsonObject)payload.DeepClone(), cancel: cancel);
                unanswered.Dequeue();
                Note(action, payload, answer);
            }
        }
        catch (Exception gone) when (gone is OcppConnectionLostException or OcppHandshakeException or TimeoutException or OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            // Killed: the next round goes on with what was not answered.
        }
    }

    private (string Action, JsonObject Payload) Next()
    {
        clock = clock.AddMilliseconds(50);
        if (transaction is null)
        {
            return ("StartTransaction", new JsonObject { ["connectorId"] = 1, ["idTag"] = tag, ["meterStart"] = register, ["timestamp"] = Now() });
        }

        register += random.Next(1, 20);
        if (readings++ < 12)
        {
            return ("MeterValues", new JsonObject
            {
                ["connectorId"] = 1,
                ["transactionId"] = transaction,
                ["meterValue"] = new JsonArray(new JsonObject
                {
                    ["timestamp"] = Now(),
                    ["sampledValue"] = new JsonArray(new JsonObject { ["value"] = register.ToString(CultureInfo.InvariantCulture), ["measurand"] = "Energy.Active.Import.Register", ["unit"] = "Wh" }),
                }),
            });
        }

        return ("StopTransaction", new JsonObject { ["transactionId"] = transaction, ["meterStop"] = register, ["timestamp"] = Now(), ["idTag"] = tag, ["reason"] = "Local" });
    }

    private void Note(string action, JsonObject sent, JsonObject answer)
    {
        switch (action)
        {
            case "StartTransaction":
                (transaction, readings) = ((int)answer["transactionId"]!, 0);
                Started[transaction.Value] = (long)sent["meterStart"]!;
                break;
            case "MeterValues":
                Read.Add((transaction!.Value, register));
                break;
            case "StopTransaction":
                Stopped[transaction!.Value] = (long)sent["meterStop"]!;
                transaction = null;
                break;
        }
    }

    private string Now() => clock.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
