using System.Buffers;
using System.Text;
using System.Text.Json;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Ocpp.V16;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Ocpp;

public sealed class FrameWriterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void An_answer_echoes_the_id_as_it_was_written() =>
        Assert.Equal(
            """[3,42,{"currentTime":"2026-03-01T12:00:00.000Z"}]""",
            Written(output => OcppFrameWriter.WriteCallResult(output, "42"u8, new HeartbeatResponse(Noon), V16Json.Default.HeartbeatResponse)));

    [Fact]
    public void Absent_fields_are_left_out_of_an_answer() =>
        Assert.Equal(
            """[3,"a",{"idTagInfo":{"status":"ConcurrentTx"},"transactionId":7}]""",
            Written(output => OcppFrameWriter.WriteCallResult(output, "\"a\""u8,
                new StartTransactionResponse(new IdTagInfo(AuthorizationStatus.ConcurrentTx), 7), V16Json.Default.StartTransactionResponse)));

    [Fact]
    public void An_empty_answer_is_an_empty_object() =>
        Assert.Equal("""[3,"a",{}]""", Written(output => OcppFrameWriter.WriteCallResult(output, "\"a\""u8, EmptyResponse.Json)));

    [Fact]
    public void A_boot_answer_has_status_time_and_interval() =>
        Assert.Equal(
            """[3,"a",{"status":"Pending","currentTime":"2026-03-01T12:00:00.000Z","interval":300}]""",
            Written(output => OcppFrameWriter.WriteCallResult(output, "\"a\""u8,
                new BootNotificationResponse(RegistrationStatus.Pending, Noon, 300), V16Json.Default.BootNotificationResponse)));

    public static TheoryData<string, string> Calls => new()
    {
        { Call(new RemoteStartTransactionRequest("A+1", 2)), """[2,"id","RemoteStartTransaction",{"idTag":"A+1","connectorId":2}]""" },
        { Call(new RemoteStopTransactionRequest(9)), """[2,"id","RemoteStopTransaction",{"transactionId":9}]""" },
        { Call(new UnlockConnectorRequest(1)), """[2,"id","UnlockConnector",{"connectorId":1}]""" },
        { Call(new ResetRequest(ResetType.Hard)), """[2,"id","Reset",{"type":"Hard"}]""" },
        { Call(new TriggerMessageRequest(MessageTrigger.StatusNotification, 1)), """[2,"id","TriggerMessage",{"requestedMessage":"StatusNotification","connectorId":1}]""" },
        { Call(new ChangeAvailabilityRequest(0, AvailabilityType.Inoperative)), """[2,"id","ChangeAvailability",{"connectorId":0,"type":"Inoperative"}]""" },
        { Call(new GetConfigurationRequest()), """[2,"id","GetConfiguration",{}]""" },
        { Call(new GetConfigurationRequest(["a", "b"])), """[2,"id","GetConfiguration",{"key":["a","b"]}]""" },
        { Call(new ChangeConfigurationRequest("HeartbeatInterval", "60")), """[2,"id","ChangeConfiguration",{"key":"HeartbeatInterval","value":"60"}]""" },
        { Call(new ClearCacheRequest()), """[2,"id","ClearCache",{}]""" },
        { Call(new DataTransferRequest("Ä & Co", Data: "{\"a\":1}")), """[2,"id","DataTransfer",{"vendorId":"Ä & Co","data":"{\"a\":1}"}]""" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Our_calls_are_written_as_the_standard_has_them(string written, string expected) => Assert.Equal(expected, written);

    [Fact]
    public void A_remote_start_can_carry_a_charging_profile()
    {
        var profile = new ChargingProfile(1, 0, ChargingProfilePurposeType.TxProfile, ChargingProfileKindType.Relative,
            new ChargingSchedule(ChargingRateUnitType.A, [new ChargingSchedulePeriod(0, 16.5m, 3)]));

        Assert.Equal(
            """
            [2,"id","RemoteStartTransaction",{"idTag":"A","chargingProfile":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.5,"numberPhases":3}]}}}]
            """,
            Call(new RemoteStartTransactionRequest("A", ChargingProfile: profile)));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(255, 255)]
    [InlineData(300, 255)]
    public void A_call_error_has_five_elements_and_a_description_of_255_characters_at_most(int length, int written)
    {
        var error = JsonDocument.Parse(Written(output =>
            OcppFrameWriter.WriteCallError(output, "\"a\""u8, OcppErrorCode.OccurenceConstraintViolation, new string('x', length)))).RootElement;

        Assert.Equal(5, error.GetArrayLength());
        Assert.Equal("OccurenceConstraintViolation", error[2].GetString());
        Assert.Equal(written, error[3].GetString()!.Length);
        Assert.Equal(JsonValueKind.Object, error[4].ValueKind);
    }

    [Fact]
    public void A_cut_description_keeps_no_half_of_a_character()
    {
        var error = JsonDocument.Parse(Written(output =>
            OcppFrameWriter.WriteCallError(output, "\"a\""u8, OcppErrorCode.GenericError, new string('x', 254) + "🔌🔌"))).RootElement;

        Assert.Equal(new string('x', 254), error[3].GetString());
    }

    [Fact]
    public void A_charger_reads_back_what_was_written()
    {
        var written = Encoding.UTF8.GetBytes(Written(output =>
            OcppFrameWriter.WriteCallError(output, "\"a\""u8, OcppErrorCode.TypeConstraintViolation, "\"quoted\"\n", """{"k":1}"""u8)));

        Assert.True(OcppFrame.TryParse(written, out var frame, out _));
        Assert.Equal("\"quoted\"\n", frame.Error?.Description);
        Assert.Equal("""{"k":1}""", frame.Error?.Details);
    }

    private static string Call<TAnswer>(IOcppCall<TAnswer> call) => Written(output => OcppFrameWriter.WriteCall(output, "id", call));

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
