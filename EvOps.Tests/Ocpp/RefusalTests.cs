using EvOps.Infrastructure.Ocpp;

namespace EvOps.Tests.Ocpp;

/// <summary>The hard faults: what is refused, with which code, and that the words name the field.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_connector_id_sent_as_text_is_a_type_violation()
    {
        var refusal = Payload.RefusalOf("StatusNotification", """{"connectorId":"1","status":"Available","errorCode":"NoError"}""");

        Assert.Equal(OcppErrorCode.TypeConstraintViolation, refusal.Code);
        Assert.Equal("connectorId: a whole number is needed, got a string", refusal.Message);
    }

    [Theory]
    [InlineData("StatusNotification", """{"connectorId":1.5,"status":"Available","errorCode":"NoError"}""", "connectorId")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":5,"errorCode":"NoError"}""", "status")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Available","errorCode":5}""", "errorCode")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Available","errorCode":"NoError","timestamp":5}""", "timestamp")]
    [InlineData("BootNotification", """{"chargePointVendor":1,"chargePointModel":"m"}""", "chargePointVendor")]
    [InlineData("BootNotification", """{"chargePointVendor":"v","chargePointModel":{}}""", "chargePointModel")]
    [InlineData("Authorize", """{"idTag":5}""", "idTag")]
    [InlineData("Authorize", """{"idTag":["a"]}""", "idTag")]
    [InlineData("StartTransaction", """{"connectorId":"1","idTag":"a","meterStart":0,"timestamp":"2026-03-01T11:00:00Z"}""", "connectorId")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":"0","timestamp":"2026-03-01T11:00:00Z"}""", "meterStart")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":7,"meterStart":0,"timestamp":"2026-03-01T11:00:00Z"}""", "idTag")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":1772362800}""", "timestamp")]
    [InlineData("StopTransaction", """{"transactionId":"7","meterStop":0,"timestamp":"2026-03-01T11:00:00Z"}""", "transactionId")]
    [InlineData("MeterValues", """{"connectorId":true,"meterValue":[]}""", "connectorId")]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":{}}""", "meterValue")]
    [InlineData("DataTransfer", """{"vendorId":1}""", "vendorId")]
    [InlineData("DataTransfer", """{"vendorId":"v","data":{"a":1}}""", "data")]
    [InlineData("FirmwareStatusNotification", """{"status":1}""", "status")]
    [InlineData("DiagnosticsStatusNotification", """{"status":false}""", "status")]
    public void A_field_of_the_wrong_JSON_type_is_a_type_violation(string action, string payload, string field) =>
        AssertRefused(OcppErrorCode.TypeConstraintViolation, action, payload, field);

    [Theory]
    [InlineData("StatusNotification", """{"status":"Available","errorCode":"NoError"}""", "connectorId")]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"NoError"}""", "status")]
    [InlineData("StatusNotification", """{"connectorId":null,"status":"Available","errorCode":"NoError"}""", "connectorId")]
    [InlineData("BootNotification", """{"chargePointModel":"m"}""", "chargePointVendor")]
    [InlineData("BootNotification", """{"chargePointVendor":"v"}""", "chargePointModel")]
    [InlineData("Authorize", "{}", "idTag")]
    [InlineData("StartTransaction", """{"idTag":"a","meterStart":0,"timestamp":"2026-03-01T11:00:00Z"}""", "connectorId")]
    [InlineData("StartTransaction", """{"connectorId":1,"meterStart":0,"timestamp":"2026-03-01T11:00:00Z"}""", "idTag")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","timestamp":"2026-03-01T11:00:00Z"}""", "meterStart")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":0}""", "timestamp")]
    [InlineData("StopTransaction", """{"meterStop":0,"timestamp":"2026-03-01T11:00:00Z"}""", "transactionId")]
    [InlineData("MeterValues", """{"meterValue":[]}""", "connectorId")]
    [InlineData("MeterValues", """{"connectorId":1}""", "meterValue")]
    [InlineData("DataTransfer", """{"data":"x"}""", "vendorId")]
    [InlineData("FirmwareStatusNotification", "{}", "status")]
    [InlineData("DiagnosticsStatusNotification", "{}", "status")]
    public void A_missing_required_field_is_an_occurence_violation(string action, string payload, string field) =>
        AssertRefused(OcppErrorCode.OccurenceConstraintViolation, action, payload, field);

    [Theory]
    [InlineData("StatusNotification", """{"connectorId":-1,"status":"Available","errorCode":"NoError"}""", "connectorId")]
    [InlineData("StatusNotification", """{"connectorId":99999999999,"status":"Available","errorCode":"NoError"}""", "connectorId")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Sleeping","errorCode":"NoError"}""", "status")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"available","errorCode":"NoError"}""", "status")]
    [InlineData("StartTransaction", """{"connectorId":0,"idTag":"a","meterStart":0,"timestamp":"2026-03-01T11:00:00Z"}""", "connectorId")]
    [InlineData("MeterValues", """{"connectorId":-1,"meterValue":[]}""", "connectorId")]
    [InlineData("FirmwareStatusNotification", """{"status":"Baking"}""", "status")]
    [InlineData("DiagnosticsStatusNotification", """{"status":""}""", "status")]
    public void A_value_outside_its_list_or_range_is_a_property_violation(string action, string payload, string field) =>
        AssertRefused(OcppErrorCode.PropertyConstraintViolation, action, payload, field);

    [Theory]
    [InlineData("Authorize", "idTag", 256)]
    [InlineData("DataTransfer", "vendorId", 256)]
    public void A_text_beyond_all_tolerance_is_a_property_violation(string action, string field, int length) =>
        AssertRefused(OcppErrorCode.PropertyConstraintViolation, action, $$"""{"{{field}}":"{{new string('x', length)}}"}""", field);

    [Fact]
    public void A_message_id_of_a_data_transfer_has_at_most_50_characters() =>
        AssertRefused(OcppErrorCode.PropertyConstraintViolation, "DataTransfer",
            $$"""{"vendorId":"v","messageId":"{{new string('x', 51)}}"}""", "messageId");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("42")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    public void A_payload_that_is_no_object_is_a_formation_violation(string payload) =>
        Assert.All(Payload.Actions, action => Assert.Equal(OcppErrorCode.FormationViolation, Payload.RefusalOf(action, payload).Code));

    [Fact]
    public void The_words_of_a_refusal_show_no_control_characters_and_stay_short()
    {
        var refusal = Payload.RefusalOf("FirmwareStatusNotification", $$"""{"status":"\n{{new string('x', 5000)}}"}""");

        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(refusal.Message.Length, 1, 255);
    }

    private static void AssertRefused(OcppErrorCode code, string action, string payload, string field)
    {
        var refusal = Payload.RefusalOf(action, payload);

        Assert.Equal(code, refusal.Code);
        Assert.StartsWith($"{field}: ", refusal.Message, StringComparison.Ordinal);
    }
}
