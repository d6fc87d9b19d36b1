using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Ocpp;

namespace EvOps.Tests.Ocpp;

/// <summary>What a charger answers, in words an operator can act on.</summary>
public sealed class AnswerWordsTests
{
    private static readonly Dictionary<string, string[]> StandardAnswers = new()
    {
        ["UnlockConnector"] = ["Unlocked", "UnlockFailed", "NotSupported"],
        ["Reset"] = ["Accepted", "Rejected"],
        ["TriggerMessage"] = ["Accepted", "Rejected", "NotImplemented"],
        ["ChangeAvailability"] = ["Accepted", "Rejected", "Scheduled"],
        ["RemoteStartTransaction"] = ["Accepted", "Rejected"],
        ["RemoteStopTransaction"] = ["Accepted", "Rejected"],
        ["ChangeConfiguration"] = ["Accepted", "Rejected", "RebootRequired", "NotSupported"],
        ["ClearCache"] = ["Accepted", "Rejected"],
        ["ReserveNow"] = ["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"],
        ["CancelReservation"] = ["Accepted", "Rejected"],
        ["DataTransfer"] = ["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"],
    };

    public static TheoryData<string, string> Answers => [.. StandardAnswers.SelectMany(one => one.Value.Select(status => (one.Key, status)))];

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_answer_of_the_standard_has_words_and_a_no_has_a_next_step(string action, string status)
    {
        var words = AnswerWords.Of(action, Answered($$"""{"status":"{{status}}"}"""), "Volta S1");

        Assert.NotEqual(Glyph.Unknown, words.Is.Glyph);
        Assert.EndsWith(".", words.Meaning, StringComparison.Ordinal);
        if (words.Is.Tone == Tone.Attention) Assert.NotNull(words.Next);
    }

    [Fact]
    public void Every_command_that_can_be_sent_has_a_form_and_is_explained()
    {
        Assert.Equal(SendCommand.Actions.Order(StringComparer.Ordinal), CommandForms.All.Select(form => form.Action).Order(StringComparer.Ordinal));
        Assert.Equal(SendCommand.Actions.Where(action => action != "GetConfiguration").Order(StringComparer.Ordinal), StandardAnswers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_lock_that_cannot_be_opened_from_here_leads_to_what_helps_and_names_the_model()
    {
        var words = AnswerWords.Of("UnlockConnector", Answered("""{"status":"NotSupported"}"""), "Volta S1");

        Assert.Contains("take the connector out of service", words.Next, StringComparison.Ordinal);
        Assert.Contains("maker of Volta S1", words.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NotImplemented")]
    [InlineData("InternalError")]
    [InlineData("FormationViolation")]
    [InlineData("MyOwnError")]
    public void A_callerror_is_shown_with_its_code_and_a_next_step(string code)
    {
        var refusal = new Refusal(RefusalKind.BadAnswer, "call_error", "…");
        var words = AnswerWords.Of("Reset", new CommandResult(refusal, new CallErrorContent(null, code, "", "{}")), null);

        Assert.Equal((code, Tone.Attention), (words.Is.Word, words.Is.Tone));
        Assert.NotNull(words.Next);
    }

    [Theory]
    [InlineData("""{"status":"Perhaps"}""", "Perhaps")]
    [InlineData("""{"status":7}""", "No status")]
    [InlineData("""{}""", "No status")]
    [InlineData("""[]""", "No status")]
    public void An_answer_the_standard_does_not_know_is_shown_as_it_came(string response, string word) =>
        Assert.Equal(word, AnswerWords.Of("Reset", Answered(response), null).Is.Word);

    [Theory]
    [InlineData(RefusalKind.NoAnswer, "No answer")]
    [InlineData(RefusalKind.NotNow, "Not connected")]
    [InlineData(RefusalKind.Invalid, "Not sent")]
    [InlineData(RefusalKind.NotFound, "Not sent")]
    public void What_was_not_answered_says_why(RefusalKind kind, string word) =>
        Assert.Equal(word, AnswerWords.Of("Reset", new Refusal(kind, "x", "A sentence."), null).Is.Word);

    [Fact]
    public void Settings_are_listed_by_name_and_the_unknown_ones_are_named()
    {
        var response = JsonDocument.Parse("""{"configurationKey":[{"key":"b","readonly":true,"value":"2"},{"key":"A","readonly":false},{"value":"no key"}],"unknownKey":["Zap"]}""").RootElement;

        Assert.Equal([("A", null, false), ("b", "2", true)], AnswerWords.Settings(response));
        Assert.Equal("It does not know Zap.", AnswerWords.Of("GetConfiguration", new CommandResult(response), null).Meaning);
    }

    private static CommandResult Answered(string response) => new(JsonDocument.Parse(response).RootElement);
}
