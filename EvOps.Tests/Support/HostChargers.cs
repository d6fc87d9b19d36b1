using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Support;

/// <summary>Chargers that speak to a host over a real socket.</summary>
public static class HostChargers
{
    private static readonly TimeSpan Patience = Waits.Longest;

    /// <summary>The base address chargers connect to.</summary>
    public static Uri ChargerDoor(this EvOpsHost host) => new UriBuilder(host.Address) { Scheme = "ws", Path = "/ocpp" }.Uri;

    /// <summary>A bare connection, which has not booted.</summary>
    public static Task<OcppClient> ConnectAsync(this EvOpsHost host, string identity, string? key = null) => OcppClient.OpenAsync(
        OcppClient.UrlFor(host.ChargerDoor(), identity),
        new OcppClientOptions { User = key is null ? null : identity, Password = key },
        TestContext.Current.CancellationToken);

    /// <summary>Boots and hands back the answer.</summary>
    public static Task<JsonObject> BootAsync(this OcppClient charger) => charger.CallAsync(
        "BootNotification",
        new JsonObject { ["chargePointVendor"] = "Volta", ["chargePointModel"] = "Street 22", ["firmwareVersion"] = "1.2.3" });

    /// <summary>Says of a connector how it is.</summary>
    public static Task<JsonObject> ReportAsync(this OcppClient charger, int connector, string status, string errorCode = "NoError", DateTimeOffset? at = null) =>
        charger.CallAsync("StatusNotification", new JsonObject
        {
            ["connectorId"] = connector,
            ["status"] = status,
            ["errorCode"] = errorCode,
            ["timestamp"] = (at ?? DateTimeOffset.UtcNow).ToString("O"),
        });

    /// <summary>A charge point that boots, charges and obeys by itself, quickly.</summary>
    public static SimulatedChargePoint Charger(this EvOpsHost host, string identity, string? key = null, int connectors = 1) => new(new ChargePointOptions
    {
        Url = host.ChargerDoor(),
        Identity = identity,
        AuthorizationKey = key,
        Connectors = connectors,
        MeterInterval = TimeSpan.FromMilliseconds(200),
        TimeScale = 60,
        ReconnectDelay = TimeSpan.FromMilliseconds(50),
        RebootTime = TimeSpan.FromMilliseconds(100),
        CarArrivesAfter = TimeSpan.FromMilliseconds(50),
    });

    /// <summary>Waits until something holds; fails after a minute, which only a machine that is very busy needs.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "What was waited for did not come.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
