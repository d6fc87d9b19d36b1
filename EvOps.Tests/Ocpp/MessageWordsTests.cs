using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Ocpp;

/// <summary>What became of a message, and who is told that it was said.</summary>
public sealed class MessageWordsTests
{
    private readonly LiveFeed live = new(NullLogger<LiveFeed>.Instance);
    private readonly UnwrittenMessages unwritten = new(Options.Create(new OcppOptions()));

    [Theory]
    [InlineData(MessageDirection.In, null, "Under way", null)]
    [InlineData(MessageDirection.In, "ok", "Answered", null)]
    [InlineData(MessageDirection.In, "ok (repeated)", "Repeated", null)]
    [InlineData(MessageDirection.In, "ok, with remarks: unit missing", "Answered, odd", "unit missing")]
    [InlineData(MessageDirection.In, "NotImplemented: Teleport is not known.", "NotImplemented", "Teleport is not known.")]
    [InlineData(MessageDirection.In, "InternalError", "InternalError", null)]
    [InlineData(MessageDirection.Out, "no answer", "No answer", null)]
    [InlineData(MessageDirection.Out, "connection lost", "Connection lost", null)]
    [InlineData(MessageDirection.In, "connection lost", "Connection lost", null)]
    [InlineData(MessageDirection.Out, "given up", "Given up", null)]
    [InlineData(MessageDirection.Out, """{"status":"Accepted"}""", "Accepted", null)]
    [InlineData(MessageDirection.Out, """{"status":"Rejected"}""", "Rejected", null)]
    [InlineData(MessageDirection.Out, """{"configurationKey":[]}""", "Answered", null)]
    [InlineData(MessageDirection.Out, "{broken", "Answered", null)]
    [InlineData(MessageDirection.Out, "NotSupported: ", "NotSupported", null)]
    public void What_became_of_a_message_is_one_word_and_the_reason(MessageDirection direction, string? result, string word, string? detail)
    {
        var message = new MessageLog(live, unwritten).Add(Guid.NewGuid(), "CP", DateTimeOffset.UnixEpoch, direction, "Any", "\"1\""u8, "{}"u8);
        if (result is not null) message.Finish(result, TimeSpan.FromMilliseconds(3));

        var words = MessageWords.Of(message.ToMessage());

        Assert.Equal((word, detail), (words.Is.Word, words.Detail));
    }

    [Theory]
    [InlineData("ok", false)]
    [InlineData("ok, with remarks: x", true)]
    [InlineData("NotImplemented: x", true)]
    public void Trouble_is_what_somebody_may_want_to_look_at(string result, bool isTrouble)
    {
        var message = new MessageLog(live, unwritten).Add(Guid.NewGuid(), "CP", DateTimeOffset.UnixEpoch, MessageDirection.In, "Any", "\"1\""u8, "{}"u8);
        message.Finish(result, TimeSpan.Zero);

        Assert.Equal(isTrouble, message.ToMessage().IsTrouble);
    }

    [Fact]
    public void A_message_is_told_when_it_comes_and_when_it_is_answered()
    {
        List<string> told = [];
        using var listening = live.Subscribe<MessageLogged>(message => told.Add(message.Identity));

        var message = new MessageLog(live, unwritten).Add(Guid.NewGuid(), "CP 7", DateTimeOffset.UnixEpoch, MessageDirection.In, "Heartbeat", "\"1\""u8, "{}"u8);
        Assert.Equal(["CP 7"], told);
        message.Finish("ok", TimeSpan.Zero);
        Assert.Equal(["CP 7", "CP 7"], told);
    }
}
