using System.Text;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Ocpp;

/// <summary>What chargers answer to our calls.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void A_status_of_the_standard_is_known()
    {
        var answer = Read(new UnlockConnectorRequest(1), """{"status":"UnlockFailed"}""");

        Assert.True(answer.Status.Is(UnlockStatus.UnlockFailed));
        Assert.Equal("UnlockFailed", answer.Status.Text);
    }

    [Theory]
    [InlineData("""{"status":"Maybe"}""", "Maybe")]
    [InlineData("""{"status":"accepted","more":[1]}""", "accepted")]
    [InlineData("""{"status":7}""", "7")]
    public void A_status_outside_the_standard_is_kept_as_text(string payload, string text)
    {
        var status = Read(new ResetRequest(ResetType.Soft), payload).Status;

        Assert.Null(status.Known);
        Assert.Equal(text, status.Text);
    }

    [Theory]
    [InlineData("{}", OcppErrorCode.OccurenceConstraintViolation)]
    [InlineData("""{"status":null}""", OcppErrorCode.OccurenceConstraintViolation)]
    [InlineData("[]", OcppErrorCode.FormationViolation)]
    [InlineData("\"Accepted\"", OcppErrorCode.FormationViolation)]
    public void An_answer_without_a_status_is_an_error(string payload, OcppErrorCode code) =>
        Assert.Equal(code, Assert.Throws<OcppError>(() => Read(new ClearCacheRequest(), payload)).Code);

    [Fact]
    public void Configuration_values_come_as_text_whatever_they_were()
    {
        var answer = Read(new GetConfigurationRequest(), """
            {"configurationKey":[
              {"key":"A","readonly":true,"value":"1"},{"key":"B","readonly":"true","value":60},{"key":"C","value":false},
              {"key":"D","readonly":false},{"readonly":false},7],
             "unknownKey":["X",5,null],"extra":1}
            """);

        Assert.Equal(
            [new ConfigurationKey("A", true, "1"), new("B", true, "60"), new("C", false, "false"), new("D", false, null)],
            answer.ConfigurationKey);
        Assert.Equal(["X", "5"], answer.UnknownKey);
    }

    [Fact]
    public void An_empty_configuration_is_an_answer() =>
        Assert.Empty(Read(new GetConfigurationRequest(), """{"configurationKey":null}""").ConfigurationKey);

    [Fact]
    public void Data_that_is_no_text_is_kept_as_its_JSON()
    {
        var answer = Read(new DataTransferRequest("v"), """{"status":"Accepted","data":{"a":1}}""");

        Assert.True(answer.Status.Is(DataTransferStatus.Accepted));
        Assert.Equal("""{"a":1}""", answer.Data);
    }

    private static T Read<T>(IOcppCall<T> call, string payload) => call.ReadAnswer(Encoding.UTF8.GetBytes(payload));
}
