using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>What chargers say of their connectors (OCPP 1.6 §4.9; ocpp.md C7, C8, Q21, Q22).</summary>
public sealed class StatusNotificationTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private readonly string identity = OcppHouse.NewIdentity();

    [Theory]
    [InlineData("Available")]
    [InlineData("Preparing")]
    [InlineData("Charging")]
    [InlineData("SuspendedEV")]
    [InlineData("SuspendedEVSE")]
    [InlineData("Finishing")]
    [InlineData("Reserved")]
    [InlineData("Unavailable")]
    [InlineData("Faulted")]
    public async Task Every_status_is_kept_and_an_unknown_connector_becomes_known(string status)
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.ReportAsync(7, status, at: house.Now);

        var connector = (await house.ChargePointAsync(identity)).Connectors.Single();
        Assert.Equal((7, status, house.Now), (connector.Number, $"{connector.Status}", connector.StatusAt));
    }

    [Fact]
    public async Task A_fault_is_kept_with_all_its_words_and_a_makers_own_code_too()
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.CallAsync("StatusNotification", JsonNode.Parse("""
            {"connectorId":1,"status":"Faulted","errorCode":"Error","vendorErrorCode":"0x17","vendorId":"Volta","info":"Contactor welded"}
            """));

        var connector = (await house.ChargePointAsync(identity)).Connectors.Single();
        Assert.Equal(("Error", "0x17", "Contactor welded"), (connector.ErrorCode, connector.VendorErrorCode, connector.Info));

        await charger.ReportAsync(1, "Available", at: house.Now);
        connector = (await house.ChargePointAsync(identity)).Connectors.Single();
        Assert.Null(connector.ErrorCode);
    }

    [Fact]
    public async Task Connector_0_is_the_charger_and_overwrites_no_plug()
    {
        await using var charger = await house.ChargerAsync(identity);
        await charger.ReportAsync(1, "Charging", at: house.Now);

        await charger.ReportAsync(0, "Faulted", "InternalError", house.Now);

        var chargePoint = await house.ChargePointAsync(identity);
        Assert.Equal((ConnectorStatus.Faulted, "InternalError", ConnectorStatus.Charging), (chargePoint.Status, chargePoint.ErrorCode, Assert.Single(chargePoint.Connectors).Status));
    }

    [Fact]
    public async Task A_charger_as_a_whole_cannot_be_charging()
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.ReportAsync(0, "Charging", at: house.Now);

        Assert.Equal(ConnectorStatus.Available, (await house.ChargePointAsync(identity)).Status);
    }

    [Fact]
    public async Task What_was_true_earlier_does_not_overwrite_what_is_true_now()
    {
        await using var charger = await house.ChargerAsync(identity);
        await charger.ReportAsync(1, "Charging", at: house.Now);

        await charger.ReportAsync(1, "Available", at: house.Now - TimeSpan.FromMinutes(10));

        Assert.Equal(ConnectorStatus.Charging, (await house.ChargePointAsync(identity)).Connectors.Single().Status);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_right_does_not_make_the_present_old()
    {
        await using var charger = await house.ChargerAsync(identity);
        await charger.ReportAsync(1, "Charging", at: house.Now + TimeSpan.FromHours(2));
        house.Clock.Advance(TimeSpan.FromSeconds(1));

        await charger.ReportAsync(1, "Available", at: house.Now);

        Assert.Equal(ConnectorStatus.Available, (await house.ChargePointAsync(identity)).Connectors.Single().Status);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2099-01-01T00:00:00Z")]
    [InlineData("soon")]
    public async Task A_time_that_makes_no_sense_is_the_time_of_arrival(string timestamp)
    {
        await using var charger = await house.ChargerAsync(identity);

        await charger.CallAsync("StatusNotification", new JsonObject { ["connectorId"] = 1, ["status"] = "Available", ["errorCode"] = "NoError", ["timestamp"] = timestamp });

        Assert.Equal(house.Now, (await house.ChargePointAsync(identity)).Connectors.Single().StatusAt);
    }

    [Fact]
    public async Task A_flood_of_stored_statuses_right_after_the_boot_is_taken_in_order()
    {
        await using var charger = await house.ChargerAsync(identity);
        string[] words = ["Available", "Preparing", "Charging", "Finishing"];

        for (var i = 0; i < 200; i++)
        {
            var at = OcppHouse.Iso(house.Now - TimeSpan.FromSeconds(200 - i));
            await charger.SendRawAsync($$"""[2,"{{i}}","StatusNotification",{"connectorId":{{(i % 4) + 1}},"status":"{{words[i / 4 % 4]}}","errorCode":"NoError","timestamp":"{{at}}"}]""");
        }

        for (var i = 0; i < 200; i++) Assert.Equal($$"""[3,"{{i}}",{}]""", await charger.ReceiveRawAsync());
        var connectors = (await house.ChargePointAsync(identity)).Connectors;
        Assert.Equal([1, 2, 3, 4], connectors.Select(c => c.Number).Order());
        Assert.All(connectors, c => Assert.Equal(ConnectorStatus.Preparing, c.Status));
    }
}
