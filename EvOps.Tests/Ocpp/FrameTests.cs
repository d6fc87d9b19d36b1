using System.Text;
using EvOps.Infrastructure.Ocpp;

namespace EvOps.Tests.Ocpp;

public sealed class FrameTests
{
    [Fact]
    public void A_call_gives_its_id_action_and_payload()
    {
        var frame = Read("""[2, "19223201", "Heartbeat", {"a":[1,{"b":2}]}]""");

        Assert.Equal(OcppMessageType.Call, frame.Kind);
        Assert.Equal("19223201", frame.MessageId);
        Assert.Same(OcppActions.Heartbeat, frame.Action);
        Assert.Equal("""{"a":[1,{"b":2}]}""", Text(frame.Payload));
        Assert.Null(frame.Error);
    }

    [Theory]
    [InlineData("""[2,"1","Heartbeat",null]""")]
    [InlineData("""[2,"1","Heartbeat"]""")]
    [InlineData("""[3,"1",null]""")]
    [InlineData("""[3,"1"]""")]
    [InlineData("""[4,"1","GenericError","",null]""")]
    public void An_absent_or_null_payload_is_an_empty_object(string message) =>
        Assert.Equal("{}", Text(Read(message).Payload));

    [Theory]
    [InlineData("\"abc\"", "abc")]
    [InlineData("\"\"", "")]
    [InlineData("42", "42")]
    [InlineData("-1.50e3", "-1.50e3")]
    [InlineData("\"a\\u0062\\n\"", "ab\n")]
    [InlineData("\"\\ud800\"", "\\ud800")]
    [InlineData("\"0123456789012345678901234567890123456789\"", "0123456789012345678901234567890123456789")]
    public void Any_text_or_number_is_an_id_and_is_kept_as_it_was_written(string token, string id)
    {
        var frame = Read($"[3,{token},{{}}]");

        Assert.Equal(token, Text(frame.MessageIdRaw));
        Assert.Equal(id, frame.MessageId);
    }

    [Fact]
    public void A_byte_order_mark_in_front_does_no_harm() =>
        Assert.Equal("Heartbeat", Read("\uFEFF[2,\"1\",\"Heartbeat\",{}]").Action);

    [Fact]
    public void An_action_nobody_knows_comes_through_as_its_name() =>
        Assert.Equal("MakeCoffee", Read("""[2,"1","MakeCoffee",{}]""").Action);

    [Theory]
    [InlineData("""[4,"1","InternalError","broken",{"why":"x"}]""", OcppErrorCode.InternalError, "broken", """{"why":"x"}""")]
    [InlineData("""[4,"1","InternalError","broken"]""", OcppErrorCode.InternalError, "broken", "{}")]
    [InlineData("""[4,"1","InternalError"]""", OcppErrorCode.InternalError, "", "{}")]
    [InlineData("""[4,"1","InternalError",null,[1]]""", OcppErrorCode.InternalError, "", "[1]")]
    [InlineData("""[4,"1","InternalError",[7],{}]""", OcppErrorCode.InternalError, "[7]", "{}")]
    [InlineData("""[4,"1","OccurenceConstraintViolation","",{}]""", OcppErrorCode.OccurenceConstraintViolation, "", "{}")]
    [InlineData("""[4,"1","OccurrenceConstraintViolation","",{}]""", OcppErrorCode.OccurenceConstraintViolation, "", "{}")]
    [InlineData("""[4,"1","FormatViolation","",{}]""", OcppErrorCode.FormationViolation, "", "{}")]
    [InlineData("""[4,"1","Oops","",{}]""", null, "", "{}")]
    public void A_call_error_is_understood_with_three_to_five_elements_and_either_spelling(
        string message, OcppErrorCode? code, string description, string details)
    {
        var error = Read(message).Error;

        Assert.NotNull(error);
        Assert.Equal(code, error.Code);
        Assert.Equal(description, error.Description);
        Assert.Equal(details, error.Details);
    }

    [Theory]
    [InlineData("", FrameFaultKind.NotJson, "")]
    [InlineData("hello", FrameFaultKind.NotJson, "")]
    [InlineData("[2,", FrameFaultKind.NotJson, "")]
    [InlineData("""[2,"7","StopTransaction",{"transactionId":,"meterStop":1}]""", FrameFaultKind.NotJson, "\"7\"")]
    [InlineData("""[2,"7","Heartbeat",{}] x""", FrameFaultKind.NotJson, "\"7\"")]
    [InlineData("""{"2":"7"}""", FrameFaultKind.NotAnArray, "")]
    [InlineData("42", FrameFaultKind.NotAnArray, "")]
    [InlineData("null", FrameFaultKind.NotAnArray, "")]
    [InlineData("[]", FrameFaultKind.WrongArity, "")]
    [InlineData("""[2,"7"]""", FrameFaultKind.WrongArity, "\"7\"")]
    [InlineData("""[2,"7","Heartbeat",{},{}]""", FrameFaultKind.WrongArity, "\"7\"")]
    [InlineData("""[3,"7",{},{}]""", FrameFaultKind.WrongArity, "\"7\"")]
    [InlineData("""[4,"7"]""", FrameFaultKind.WrongArity, "\"7\"")]
    [InlineData("""[4,"7","a","b",{},1]""", FrameFaultKind.WrongArity, "\"7\"")]
    [InlineData("[2]", FrameFaultKind.MissingId, "")]
    [InlineData("""[2,null,"Heartbeat",{}]""", FrameFaultKind.MissingId, "")]
    [InlineData("""[2,{"id":1},"Heartbeat",{}]""", FrameFaultKind.MissingId, "")]
    [InlineData("""[2,"7",42,{}]""", FrameFaultKind.MissingAction, "\"7\"")]
    [InlineData("""[1,"7","Heartbeat",{}]""", FrameFaultKind.UnknownMessageType, "\"7\"")]
    [InlineData("""[5,"7","Heartbeat",{}]""", FrameFaultKind.UnknownMessageType, "\"7\"")]
    [InlineData("""[9]""", FrameFaultKind.UnknownMessageType, "")]
    [InlineData("""["2","7","Heartbeat",{}]""", FrameFaultKind.UnknownMessageType, "\"7\"")]
    [InlineData("""[[2],"7","Heartbeat",{}]""", FrameFaultKind.UnknownMessageType, "\"7\"")]
    public void What_is_no_frame_is_described_with_the_id_as_far_as_it_was_readable(string message, FrameFaultKind kind, string id)
    {
        Assert.False(OcppFrame.TryParse(Encoding.UTF8.GetBytes(message), out _, out var fault));

        Assert.Equal(kind, fault.Kind);
        Assert.Equal(id, Text(fault.MessageIdRaw));
        Assert.Equal(id != "", fault.HasId);
        Assert.NotEmpty(fault.Explanation);
    }

    [Theory]
    [InlineData("""[2,"7","Heartbeat",{},1]""", true)]
    [InlineData("""[2,"7","Heartbeat",{]""", true)]
    [InlineData("""[2]""", false)]
    [InlineData("""[3,"7",{},1]""", false)]
    [InlineData("""[1,"7","Heartbeat",{}]""", false)]
    public void Only_a_faulty_call_with_an_id_can_be_answered(string message, bool canBeAnswered)
    {
        Assert.False(OcppFrame.TryParse(Encoding.UTF8.GetBytes(message), out _, out var fault));

        Assert.Equal(canBeAnswered, fault.CanBeAnswered);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_not_JSON_even_inside_a_string()
    {
        byte[] message = [.. "[2,\"1\",\"Heartbeat\",{\"a\":\""u8, 0xC3, 0x28, .. "\"}]"u8];

        Assert.False(OcppFrame.TryParse(message, out _, out var fault));
        Assert.Equal(FrameFaultKind.NotJson, fault.Kind);
    }

    [Fact]
    public void Nesting_without_end_is_not_JSON()
    {
        Assert.False(OcppFrame.TryParse(Encoding.UTF8.GetBytes($"[2,\"1\",\"Heartbeat\",{new string('[', 100_000)}"), out _, out var fault));

        Assert.Equal(FrameFaultKind.NotJson, fault.Kind);
    }

    [Fact]
    public void Every_action_is_found_by_its_own_name_and_by_no_other()
    {
        Assert.All(OcppActions.All, action => Assert.Same(action, OcppActions.Find(Encoding.UTF8.GetBytes(action))));
        Assert.Null(OcppActions.Find("heartbeat"u8));
        Assert.Null(OcppActions.Find(""u8));
        Assert.Null(OcppActions.Find(new byte[200]));
    }

    private static OcppFrame Read(string message)
    {
        Assert.True(OcppFrame.TryParse(Encoding.UTF8.GetBytes(message), out var frame, out var fault), fault.Explanation);
        return frame;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
