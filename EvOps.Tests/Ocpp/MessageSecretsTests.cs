using EvOps.Infrastructure.Ocpp;

namespace EvOps.Tests.Ocpp;

/// <summary>What must not be kept of a message, and that nothing else is touched.</summary>
public sealed class MessageSecretsTests
{
    [Theory]
    [InlineData("""{"key":"AuthorizationKey","value":"s3cr3t"}""")]
    [InlineData("""{"key":"authorizationkey","value":"s3cr3t"}""")]
    [InlineData("""{"key":"\u0041uthorizationKey","value":"s3cr3t"}""")]
    [InlineData("""{"value":"s3cr3t","key":"VendorX.WifiPassword"}""")]
    [InlineData("""{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"},{"key":"AuthorizationKey","readonly":false,"value":"s3cr3t"}]}""")]
    [InlineData("""{"setVariableData":[{"attributeValue":"s3cr3t","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}""")]
    [InlineData("""{"location":"ftp://root:s3cr3t@files.example/logs"}""")]
    [InlineData("""{"location":"ftp:\/\/root:s3cr3t@files.example\/logs"}""")]
    [InlineData("""{"location":"https://s3cr3t@files.example"}""")]
    [InlineData("""{"location":"ftp://root:a@s3cr3t@files.example/logs"}""")]
    [InlineData("""{"vendorId":"X","data":"{\"password\":\"s3cr3t\"}"}""")]
    [InlineData("""[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"s3cr3t"}""")]
    [InlineData("""{"key":"AuthorizationKey","value":"a","value":"s3cr3t"}""")]
    [InlineData("see ftp://root:s3cr3t@files.example")]
    public void A_secret_is_masked_wherever_it_stands(string text)
    {
        var kept = MessageSecrets.Without(text);

        Assert.DoesNotContain("s3cr3t", kept, StringComparison.Ordinal);
        Assert.Contains(MessageSecrets.Mask, kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":0}""")]
    [InlineData("""{"location":"http://files.example:8080/logs?mail=ops@files.example"}""")]
    [InlineData("""{"key":"HeartbeatInterval","value":"60"}""")]
    [InlineData("""{ "info": "caf\u00e9" }""")]
    [InlineData("{broken")]
    [InlineData("")]
    public void What_holds_no_secret_stays_as_it_came(string text) => Assert.Equal(text, MessageSecrets.Without(text));

    [Fact]
    public void Only_the_secret_goes()
    {
        const string asked = """{"configurationKey":[{"key":"HeartbeatInterval","value":"60"},{"key":"AuthorizationKey","value":"s"}],"unknownKey":["ä"]}""";

        Assert.Equal(
            """{"configurationKey":[{"key":"HeartbeatInterval","value":"60"},{"key":"AuthorizationKey","value":"***"}],"unknownKey":["ä"]}""", MessageSecrets.Without(asked));
        Assert.Equal("""{"location":"ftp://***@files.example/logs"}""", MessageSecrets.Without("""{"location":"ftp://root:pw@files.example/logs"}"""));
    }
}
