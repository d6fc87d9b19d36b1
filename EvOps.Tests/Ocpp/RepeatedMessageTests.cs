using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>Message ids that come again (ocpp.md R16, R17, Q15).</summary>
public sealed class RepeatedMessageTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private readonly string identity = OcppHouse.NewIdentity();

    private string Start => $$"""[2,"7","StartTransaction",{"connectorId":1,"idTag":"T","meterStart":5,"timestamp":"{{OcppHouse.Iso(house.Now)}}"}]""";

    [Fact]
    public async Task The_same_message_again_gets_the_same_answer_and_is_not_acted_on_twice()
    {
        await using var charger = await house.ChargerAsync(identity);
        var reading = """[2,"8","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-02T09:30:00Z","sampledValue":[{"value":"6"}]}]}]""";

        var first = await OcppHouse.AskRawAsync(charger, Start);
        var second = await OcppHouse.AskRawAsync(charger, Start);
        await OcppHouse.AskRawAsync(charger, reading);
        await OcppHouse.AskRawAsync(charger, reading);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Single(await house.ReadingsAsync((int)first[2]!["transactionId"]!));
    }

    [Fact]
    public async Task A_boot_repeated_with_its_id_gets_its_answer_again()
    {
        await using var charger = await house.ChargerAsync(identity, boots: false);
        const string boot = """[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""";

        var first = await OcppHouse.AskRawAsync(charger, boot);

        Assert.Equal(first.ToJsonString(), (await OcppHouse.AskRawAsync(charger, boot)).ToJsonString());
    }

    [Fact]
    public async Task The_same_id_with_another_content_is_another_message()
    {
        await using var charger = await house.ChargerAsync(identity);

        foreach (var status in new[] { "Available", "Preparing", "Available" })
            await OcppHouse.AskRawAsync(charger, $$"""[2,"0","StatusNotification",{"connectorId":1,"status":"{{status}}","errorCode":"NoError"}]""");

        Assert.Equal(ConnectorStatus.Available, (await house.ChargePointAsync(identity)).Connectors.Single().Status);
    }

    [Fact]
    public async Task A_charger_that_numbers_all_its_heartbeats_alike_gets_the_present_time()
    {
        await using var charger = await house.ChargerAsync(identity);
        await OcppHouse.AskRawAsync(charger, """[2,"0","Heartbeat",{}]""");
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var now = house.Now;

        var answer = await OcppHouse.AskRawAsync(charger, """[2,"0","Heartbeat",{}]""");

        Assert.True(DateTimeOffset.Parse((string)answer[2]!["currentTime"]!, System.Globalization.CultureInfo.InvariantCulture) >= now);
    }

    [Fact]
    public async Task Ids_begin_anew_with_a_connection()
    {
        await using (var before = await house.ChargerAsync(identity))
            await OcppHouse.AskRawAsync(before, """[2,"7","StatusNotification",{"connectorId":1,"status":"Available","errorCode":"NoError"}]""");
        await using (var between = await house.ChargerAsync(identity))
            await OcppHouse.AskRawAsync(between, """[2,"7","StatusNotification",{"connectorId":1,"status":"Charging","errorCode":"NoError"}]""");
        await using var after = await house.ChargerAsync(identity);

        await OcppHouse.AskRawAsync(after, """[2,"7","StatusNotification",{"connectorId":1,"status":"Available","errorCode":"NoError"}]""");

        Assert.Equal(ConnectorStatus.Available, (await house.ChargePointAsync(identity)).Connectors.Single().Status);
    }

    [Fact]
    public async Task A_refusal_is_repeated_too()
    {
        await using var charger = await house.ChargerAsync(identity);
        const string wrong = """[2,"3","Authorize",{"idTag":5}]""";

        var first = await OcppHouse.AskRawAsync(charger, wrong);

        Assert.Equal(first.ToJsonString(), (await OcppHouse.AskRawAsync(charger, wrong)).ToJsonString());
        Assert.Equal(4, (int)JsonNode.Parse(first.ToJsonString())![0]!);
    }
}
