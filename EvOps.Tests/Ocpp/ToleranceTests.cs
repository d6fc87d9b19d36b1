using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Ocpp;

/// <summary>The soft faults of real chargers: taken, and noted.</summary>
public sealed class ToleranceTests
{
    private const string Stop = """{"transactionId":7,"idTag":"a","meterStop":1000,"timestamp":"2026-03-01T11:00:00Z","reason":"Local"}""";

    [Theory]
    [InlineData("BootNotification", """{"chargePointVendor":"v","chargePointModel":"m","firmwareVersion":"1"}""")]
    [InlineData("Heartbeat", "{}")]
    [InlineData("StatusNotification", """{"connectorId":0,"status":"Available","errorCode":"NoError","timestamp":"2026-03-01T11:00:00Z"}""")]
    [InlineData("Authorize", """{"idTag":"01234567890123456789"}""")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":"2026-03-01T11:00:00Z","reservationId":3}""")]
    [InlineData("StopTransaction", Stop)]
    [InlineData("MeterValues", """{"connectorId":1,"transactionId":7,"meterValue":[{"timestamp":"2026-03-01T11:00:00Z","sampledValue":[{"value":"1"}]}]}""")]
    [InlineData("DataTransfer", """{"vendorId":"v","messageId":"m","data":"d"}""")]
    [InlineData("DiagnosticsStatusNotification", """{"status":"Uploaded"}""")]
    [InlineData("FirmwareStatusNotification", """{"status":"InstallationFailed"}""")]
    public void A_message_as_the_standard_has_it_needs_no_note(string action, string payload) =>
        Assert.Empty(Payload.NotesOn(action, System.Text.Encoding.UTF8.GetBytes(payload)));

    [Theory]
    [InlineData("BootNotification", """{"chargePointVendor":"v","chargePointModel":"m","colour":"green"}""", "colour")]
    [InlineData("Heartbeat", """{"status":{"deep":[1]}}""", "status")]
    [InlineData("BootNotification", """{"chargePointVendor":"v","chargePointModel":"a model of more than 20"}""", "chargePointModel")]
    [InlineData("BootNotification", """{"chargePointVendor":"v","chargePointModel":"m","chargePointSerialNumber":"01234567890123456789012345"}""", "chargePointSerialNumber")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Faulted","errorCode":"Error"}""", "errorCode")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Available"}""", "errorCode")]
    [InlineData("StatusNotification", """{"connectorId":1,"status":"Available","errorCode":"NoError","timestamp":"2026-03-01T11:00:00"}""", "timestamp")]
    [InlineData("Authorize", """{"idTag":"0123456789012345678901"}""", "idTag")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":12.6,"timestamp":"2026-03-01T11:00:00Z"}""", "meterStart")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":-1,"timestamp":"2026-03-01T11:00:00Z"}""", "meterStart")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":"1970-01-01T00:00:00Z"}""", "timestamp")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":"2026-03-01T11:00:00Z","reservationId":"x"}""", "reservationId")]
    [InlineData("MeterValues", """{"connectorId":1,"transactionId":"7","meterValue":[]}""", "transactionId")]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":[5]}""", "meterValue")]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T11:00:00Z","sampledValue":7}]}""", "sampledValue")]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":[{"sampledValue":[]}]}""", "timestamp")]
    public void An_oddity_is_taken_with_one_note_that_names_the_field(string action, string payload, string field)
    {
        var note = Assert.Single(Payload.NotesOn(action, System.Text.Encoding.UTF8.GetBytes(payload)));

        Assert.StartsWith($"{field}: ", note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_code_of_the_makers_own_is_kept_as_text()
    {
        var status = Payload.Parse<StatusNotificationRequest>("""{"connectorId":1,"status":"Faulted","errorCode":"Error"}""").Message;

        Assert.Null(status.ErrorCode.Known);
        Assert.Equal("Error", status.ErrorCode.Text);
    }

    [Fact]
    public void Control_characters_at_the_end_of_a_tag_are_removed()
    {
        var (authorize, notes) = Payload.Parse<AuthorizeRequest>("""{"idTag":"04A1B2\r\n\u0000"}""");

        Assert.Equal("04A1B2", authorize.IdTag);
        Assert.Contains("3 control characters", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_vend_charger_may_send_an_empty_tag() =>
        Assert.Equal("", Payload.Parse<AuthorizeRequest>("""{"idTag":""}""").Message.IdTag);

    [Fact]
    public void A_thousand_extra_fields_make_a_handful_of_notes()
    {
        var extras = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"x{i}\":{i}"));

        Assert.InRange(Payload.Parse<HeartbeatRequest>($"{{{extras}}}").Notes.Count, 2, 20);
    }

    [Fact]
    public void A_whole_number_written_with_a_point_is_a_whole_number() =>
        Assert.Equal(2, Payload.Parse<StatusNotificationRequest>("""{"connectorId":2.0,"status":"Available","errorCode":"NoError"}""").Message.ConnectorId);

    [Fact]
    public void Field_names_written_with_escapes_are_the_same_names() =>
        Assert.Equal("a", Payload.Parse<AuthorizeRequest>("""{"\u0069dTag":"a"}""").Message.IdTag);

    [Fact]
    public void A_stop_gives_what_it_says()
    {
        var (stop, notes) = Payload.Parse<StopTransactionRequest>(Stop);

        Assert.Empty(notes);
        Assert.Equal((7L, "a", 1000L, Reason.Local), (stop.TransactionId, stop.IdTag, stop.MeterStop, stop.Reason));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero), stop.Timestamp);
    }

    [Theory]
    [InlineData("""{"transactionId":0}""")]
    [InlineData("""{"transactionId":-1,"meterStop":null,"timestamp":null,"reason":null,"idTag":null,"transactionData":null}""")]
    [InlineData("""{"transactionId":9223372036854775807,"meterStop":"NaN","timestamp":5,"reason":5,"idTag":5,"transactionData":5}""")]
    [InlineData("""{"transactionId":1,"meterStop":{},"timestamp":[],"reason":{},"idTag":[],"transactionData":{}}""")]
    [InlineData("""{"transactionId":1,"meterStop":1e300,"timestamp":"soon","reason":"Bored","transactionData":[5,{"sampledValue":[5,{}]}]}""")]
    public void A_stop_with_a_transaction_id_is_taken_whatever_else_it_lacks(string payload)
    {
        var (stop, notes) = Payload.Parse<StopTransactionRequest>(payload);

        Assert.Null(stop.MeterStop);
        Assert.Equal(Payload.Arrival, stop.Timestamp);
        Assert.NotEmpty(notes);
    }

    [Theory]
    [InlineData("\"Bored\"", Reason.Other, 1)]
    [InlineData("\"EVDisconnected\"", Reason.EVDisconnected, 0)]
    [InlineData("null", Reason.Local, 0)]
    public void An_unknown_reason_is_other_and_an_absent_one_is_local(string reason, Reason expected, int notesCount)
    {
        var (stop, notes) = Payload.Parse<StopTransactionRequest>(
            $$"""{"transactionId":7,"meterStop":1,"timestamp":"2026-03-01T11:00:00Z","reason":{{reason}}}""");

        Assert.Equal(expected, stop.Reason);
        Assert.Equal(notesCount, notes.Count);
    }

    [Theory]
    [InlineData("\"1234\"", 1234)]
    [InlineData("1234.5", 1235)]
    [InlineData("\" 1234.4 \"", 1234)]
    public void A_final_register_in_an_odd_dress_is_read_all_the_same(string meterStop, long expected)
    {
        var (stop, notes) = Payload.Parse<StopTransactionRequest>(
            $$"""{"transactionId":7,"meterStop":{{meterStop}},"timestamp":"2026-03-01T11:00:00Z"}""");

        Assert.Equal(expected, stop.MeterStop);
        Assert.Single(notes);
    }
}
