using EvOps.Web.Ocpp;

namespace EvOps.Tests.Ocpp;

/// <summary>What a form sends, as OCPP writes it.</summary>
public sealed class CommandFormTests
{
    [Theory]
    [InlineData("Reset", "type=Hard", """{"type":"Hard"}""")]
    [InlineData("UnlockConnector", "connectorId=2", """{"connectorId":2}""")]
    [InlineData("ChangeAvailability", "connectorId=0;type=Inoperative", """{"connectorId":0,"type":"Inoperative"}""")]
    [InlineData("TriggerMessage", "requestedMessage=Heartbeat;connectorId=", """{"requestedMessage":"Heartbeat"}""")]
    [InlineData("TriggerMessage", "requestedMessage=MeterValues;connectorId=1", """{"requestedMessage":"MeterValues","connectorId":1}""")]
    [InlineData("RemoteStartTransaction", "idTag= TAG-1 ;connectorId=", """{"idTag":"TAG-1"}""")]
    [InlineData("RemoteStopTransaction", "transactionId=71", """{"transactionId":71}""")]
    [InlineData("GetConfiguration", "key=", "{}")]
    [InlineData("GetConfiguration", "key=A, B ,,C", """{"key":["A","B","C"]}""")]
    [InlineData("ChangeConfiguration", "key=K;value=", """{"key":"K","value":""}""")]
    [InlineData("ClearCache", "", "{}")]
    [InlineData("DataTransfer", "vendorId=com.example;messageId=;data=x", """{"vendorId":"com.example","data":"x"}""")]
    [InlineData("CancelReservation", "reservationId=7", """{"reservationId":7}""")]
    [InlineData("CancelReservation", "reservationId=seven", """{"reservationId":"seven"}""")]
    public void What_is_filled_in_becomes_the_request(string action, string filled, string request)
    {
        var values = filled.Split(';', StringSplitOptions.RemoveEmptyEntries).ToDictionary(one => one.Split('=')[0], one => one.Split('=')[1]);

        Assert.Equal(request, CommandForms.Of(action).RequestOf(values).GetRawText());
    }
}
