using System.Text.Json.Nodes;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>Whatever a charger sends, it gets the right answer or none, and its connection lives on (ocpp.md, rows R).</summary>
public sealed class MalformedMessageTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    [Theory]
    // R1: no id, no answer.
    [InlineData("hello")]
    [InlineData("\u0000\u0001")]
    // R2: nothing that could be echoed.
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("42")]
    [InlineData("[]")]
    [InlineData("[2]")]
    [InlineData("""[2,null,"Heartbeat",{}]""")]
    [InlineData("""[2,{},"Heartbeat",{}]""")]
    // R3, Q24: other message types shall be ignored.
    [InlineData("""[1,"1","Heartbeat",{}]""")]
    [InlineData("""[5,"1","Heartbeat",{}]""")]
    [InlineData("""[9,"1"]""")]
    [InlineData("""["2","1","Heartbeat",{}]""")]
    // R12: answers to what was never asked.
    [InlineData("""[3,"nobody-asked",{}]""")]
    [InlineData("""[3,"",{}]""")]
    [InlineData("""[4,"nobody-asked","GenericError","",{}]""")]
    [InlineData("""[4,"nobody-asked","GenericError"]""")]
    [InlineData("""[4,"nobody-asked"]""")]
    public async Task What_has_no_answer_is_ignored(string message)
    {
        await using var charger = await house.ChargerAsync();

        await charger.SendRawAsync(message);

        var next = await OcppHouse.AskRawAsync(charger, """[2,"after","Heartbeat",{}]""");
        Assert.Equal((3, "after"), ((int)next[0]!, (string?)next[1]));
    }

    [Theory]
    // Q8: what is no JSON from somewhere on, after an id that can be named.
    [InlineData("[2,\"1\",\"Heartbeat\",{}", "FormationViolation")]
    [InlineData("""[2,"1","StopTransaction",{"transactionId":}]""", "FormationViolation")]
    [InlineData("""[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[,{}]}]}]""", "FormationViolation")]
    [InlineData("""[2,"1"]""", "FormationViolation")]
    [InlineData("""[2,"1",5,{}]""", "FormationViolation")]
    [InlineData("""[2,"1","Heartbeat",{},{}]""", "FormationViolation")]
    [InlineData("""[2,"1","FlyToTheMoon",{}]""", "NotImplemented")]
    [InlineData("""[2,"1","heartbeat",{}]""", "NotImplemented")]
    [InlineData("""[2,"1","",{}]""", "NotImplemented")]
    [InlineData("""[2,"1","RemoteStartTransaction",{}]""", "NotSupported")]
    [InlineData("""[2,"1","SecurityEventNotification",{"type":"x","timestamp":"2026-03-02T09:30:00Z"}]""", "NotSupported")]
    [InlineData("""[2,"1","SignCertificate",{"csr":"x"}]""", "NotSupported")]
    [InlineData("""[2,"1","LogStatusNotification",{"status":"Idle"}]""", "NotSupported")]
    [InlineData("""[2,"1","StatusNotification",[]]""", "FormationViolation")]
    [InlineData("""[2,"1","StatusNotification","text"]""", "FormationViolation")]
    [InlineData("""[2,"1","Authorize",7]""", "FormationViolation")]
    [InlineData("""[2,"1","Authorize",{}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","Authorize",null]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","Authorize"]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","Authorize",{"idTag":5}]""", "TypeConstraintViolation")]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":"1","status":"Available","errorCode":"NoError"}]""", "TypeConstraintViolation")]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":1,"status":"Sleeping","errorCode":"NoError"}]""", "PropertyConstraintViolation")]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":-1,"status":"Available","errorCode":"NoError"}]""", "PropertyConstraintViolation")]
    [InlineData("""[2,"1","BootNotification",{"chargePointModel":"M"}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","StartTransaction",{"connectorId":0,"idTag":"T","meterStart":0,"timestamp":"2026-03-02T09:30:00Z"}]""", "PropertyConstraintViolation")]
    [InlineData("""[2,"1","StartTransaction",{"connectorId":1,"meterStart":0,"timestamp":"2026-03-02T09:30:00Z"}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","StopTransaction",{"meterStop":0,"timestamp":"2026-03-02T09:30:00Z"}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","MeterValues",{"connectorId":1,"meterValue":{}}]""", "TypeConstraintViolation")]
    [InlineData("""[2,"1","FirmwareStatusNotification",{"status":"Baking"}]""", "PropertyConstraintViolation")]
    [InlineData("""[2,"1","DiagnosticsStatusNotification",{}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"1","DataTransfer",{"data":"x"}]""", "OccurenceConstraintViolation")]
    public async Task What_is_wrong_is_named_with_the_standards_code(string message, string code)
    {
        await using var charger = await house.ChargerAsync();

        var error = await OcppHouse.AskRawAsync(charger, message);

        Assert.Equal((4, "1", code), ((int)error[0]!, (string?)error[1], (string?)error[2]));
        Assert.Equal(5, error.Count);
        Assert.InRange(((string)error[3]!).Length, 1, 255);
        Assert.IsType<JsonObject>(error[4]);
        await OcppHouse.AssertAliveAsync(charger);
    }

    [Theory]
    [InlineData("17", "17")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"an id of far more than thirty-six characters is echoed as well\"", "\"an id of far more than thirty-six characters is echoed as well\"")]
    [InlineData("\"quote \\\" and \\u00fc\"", "\"quote \\\" and \\u00fc\"")]
    public async Task Ids_are_echoed_as_they_came(string id, string echo)
    {
        await using var charger = await house.ChargerAsync();

        await charger.SendRawAsync($"[2,{id},\"Heartbeat\",{{}}]");

        Assert.StartsWith($"[3,{echo},", await charger.ReceiveRawAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[2,"1","Heartbeat",null]""")]
    [InlineData("""[2,"1","Heartbeat"]""")]
    [InlineData("""[2,"1","Heartbeat",{"customData":{"deep":[1,2]}}]""")]
    [InlineData("\uFEFF[2,\"1\",\"Heartbeat\",{}]")]
    [InlineData(" [ 2 , \"1\" , \"Heartbeat\" , { } ] ")]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"Error"}]""")]
    [InlineData("""[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"A model of more than twenty characters","chargePointSerialNumber":"01234567890123456789012345"}]""")]
    public async Task What_can_be_understood_is_taken(string message)
    {
        await using var charger = await house.ChargerAsync();

        var answer = await OcppHouse.AskRawAsync(charger, message);

        Assert.Equal((3, "1"), ((int)answer[0]!, (string?)answer[1]));
    }

    [Theory]
    [InlineData("""{"transactionId":0}""")]
    [InlineData("""{"transactionId":-1,"meterStop":5,"timestamp":"2026-03-02T09:30:00Z"}""")]
    [InlineData("""{"transactionId":9223372036854775807,"meterStop":"NaN","timestamp":5,"reason":5,"idTag":5,"transactionData":5}""")]
    [InlineData("""{"transactionId":123456,"meterStop":{},"timestamp":"soon","reason":"Bored","transactionData":[5,{"sampledValue":[5,{}]}]}""")]
    public async Task A_stop_that_can_be_kept_is_never_answered_with_an_error(string payload)
    {
        await using var charger = await house.ChargerAsync();

        var answer = await OcppHouse.AskRawAsync(charger, $"[2,\"1\",\"StopTransaction\",{payload}]");

        Assert.Equal("""[3,"1",{}]""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("\"meterStart\":12.6")]
    [InlineData("\"meterStart\":-5")]
    [InlineData("\"meterStart\":0,\"reservationId\":\"x\"")]
    public async Task A_start_that_can_be_kept_is_never_answered_with_an_error(string odd)
    {
        await using var charger = await house.ChargerAsync();

        var answer = await OcppHouse.AskRawAsync(charger, $$"""[2,"1","StartTransaction",{"connectorId":1,"idTag":"T","timestamp":"2026-03-02T09:30:00Z",{{odd}}}]""");

        Assert.True((int)answer[2]!["transactionId"]! > 0);
    }

    [Fact]
    public async Task A_thousand_wrong_messages_do_not_wear_a_connection_out()
    {
        await using var charger = await house.ChargerAsync();

        for (var i = 0; i < 500; i++)
        {
            await charger.SendRawAsync("[2,");
            await charger.SendRawAsync($"[2,\"{i}\",\"Nonsense\",{{}}]");
        }

        for (var i = 0; i < 500; i++) Assert.Equal($"{i}", (string?)JsonNode.Parse(await charger.ReceiveRawAsync())![1]);
        await OcppHouse.AssertAliveAsync(charger);
    }
}
