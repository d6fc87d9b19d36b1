using System.Text;
using System.Text.Json.Nodes;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>CALLs of the house, crossing with those of the charger (OCPP-J 1.6 §4.1.1; ocpp.md R12 to R15, Q20).</summary>
public sealed class CallTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private static readonly TimeSpan Patience = Waits.Longest;

    private readonly string identity = OcppHouse.NewIdentity();

    [Fact]
    public async Task One_call_is_outstanding_and_the_others_wait_in_line()
    {
        await using var charger = await house.ChargerAsync(identity);
        Task<OcppCallResult>[] calls = [.. Enumerable.Range(1, 5).Select(n => CallAsync($$"""{"key":["{{n}}"]}"""))];

        for (var n = 1; n <= 5; n++)
        {
            var call = await NextAsync(charger);
            Assert.Equal($"{n}", (string?)call[3]!["key"]![0]);
            // The next would have come before this answer if it did not wait: messages keep their order.
            Assert.Equal(3, (int)(await OcppHouse.AskRawAsync(charger, $"[2,\"between-{n}\",\"Heartbeat\",{{}}]"))[0]!);
            await charger.AnswerAsync((string)call[1]!, new JsonObject { ["n"] = n });
        }

        var answers = await Task.WhenAll(calls).WaitAsync(Patience);
        Assert.Equal(["1", "2", "3", "4", "5"], answers.Select(a => JsonNode.Parse(a.Payload.Span)!["n"]!.ToString()));
    }

    [Fact]
    public async Task A_call_of_the_charger_is_answered_while_one_of_ours_is_pending()
    {
        await using var charger = await house.ChargerAsync(identity);
        var call = CallAsync();
        var asked = await NextAsync(charger);

        await OcppHouse.AssertAliveAsync(charger);
        Assert.False(call.IsCompleted);

        await charger.AnswerAsync((string)asked[1]!, new JsonObject { ["status"] = "Accepted" });
        Assert.Equal(OcppCallOutcome.Answered, (await call.WaitAsync(Patience)).Outcome);
    }

    [Fact]
    public async Task Two_calls_at_once_are_both_answered_in_their_order()
    {
        await using var charger = await house.ChargerAsync(identity);

        for (var i = 0; i < 20; i++) await charger.SendRawAsync($"[2,\"{i}\",\"Heartbeat\",{{}}]");

        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", (string?)(await NextAsync(charger))[1]);
    }

    [Fact]
    public async Task A_call_that_is_never_answered_times_out_and_the_next_goes_out_and_a_late_answer_is_ignored()
    {
        await using var charger = await house.ChargerAsync(identity);
        var first = CallAsync();
        var unanswered = await NextAsync(charger);
        await house.TickUntilAsync(() => first.IsCompleted, TimeSpan.FromSeconds(31));
        Assert.Equal(OcppCallOutcome.NoAnswer, (await first).Outcome);

        var second = CallAsync();
        var asked = await NextAsync(charger);
        await charger.AnswerAsync((string)unanswered[1]!, new JsonObject { ["status"] = "late" });
        await charger.AnswerAsync((string)asked[1]!, new JsonObject { ["status"] = "right" });

        Assert.Equal("right", (string?)JsonNode.Parse((await second.WaitAsync(Patience)).Payload.Span)!["status"]);
    }

    [Theory]
    [InlineData("""[4,"{0}","NotSupported","cannot",{}]""", "NotSupported", "cannot")]
    [InlineData("""[4,"{0}","OccurrenceConstraintViolation","two r",{}]""", "OccurrenceConstraintViolation", "two r")]
    [InlineData("""[4,"{0}","MyOwnCode","own",{}]""", "MyOwnCode", "own")]
    [InlineData("""[4,"{0}","GenericError","four elements"]""", "GenericError", "four elements")]
    [InlineData("""[4,"{0}","InternalError"]""", "InternalError", "")]
    [InlineData("""[4,"{0}","InternalError",null,null]""", "InternalError", "")]
    public async Task A_callerror_of_any_shape_ends_the_call(string error, string code, string description)
    {
        await using var charger = await house.ChargerAsync(identity);
        var call = CallAsync();
        var asked = await NextAsync(charger);

        await charger.SendRawAsync(error.Replace("{0}", (string)asked[1]!, StringComparison.Ordinal));

        var result = await call.WaitAsync(Patience);
        Assert.Equal((OcppCallOutcome.Error, code, description), (result.Outcome, result.Error!.CodeText, result.Error.Description));
    }

    [Fact]
    public async Task A_connection_that_ends_ends_the_pending_call_and_those_in_line()
    {
        var charger = await house.ChargerAsync(identity);
        var (pending, waiting) = (CallAsync(), CallAsync());
        await NextAsync(charger);

        charger.Abort();

        // What was sent may have been heard; what was not is sure not to have been.
        Assert.Equal(OcppCallOutcome.NoAnswer, (await pending.WaitAsync(Patience)).Outcome);
        Assert.Equal(OcppCallOutcome.NotConnected, (await waiting.WaitAsync(Patience)).Outcome);
        await charger.DisposeAsync();
    }

    [Fact]
    public async Task A_charger_that_answers_nothing_but_sends_heartbeats_stays_connected()
    {
        await using var charger = await house.ChargerAsync(identity);
        for (var i = 0; i < 3; i++)
        {
            var call = CallAsync();
            await NextAsync(charger);
            await house.TickUntilAsync(() => call.IsCompleted, TimeSpan.FromSeconds(31));
            Assert.Equal(OcppCallOutcome.NoAnswer, (await call).Outcome);
            await OcppHouse.AssertAliveAsync(charger);
        }
    }

    [Fact]
    public async Task One_silent_charger_holds_up_no_other()
    {
        await using var silent = await house.ChargerAsync(identity);
        await using var other = await house.ChargerAsync(identity + "-other");
        other.OnCall = (_, _) => Task.FromResult<JsonObject?>([]);
        var waiting = CallAsync();
        await NextAsync(silent);

        var answered = await house.Find(identity + "-other")!.CallAsync("ClearCache", "{}"u8.ToArray(), default).WaitAsync(Patience);

        Assert.Equal(OcppCallOutcome.Answered, answered.Outcome);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_line_to_the_next()
    {
        await using var charger = await house.ChargerAsync(identity);
        using var patience = new CancellationTokenSource();
        var given = house.Find(identity)!.CallAsync("ClearCache", "{}"u8.ToArray(), patience.Token);
        await NextAsync(charger);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var next = CallAsync();
        var asked = await NextAsync(charger);
        await charger.AnswerAsync((string)asked[1]!, new JsonObject());
        Assert.Equal(OcppCallOutcome.Answered, (await next.WaitAsync(Patience)).Outcome);
    }

    private static async Task<JsonArray> NextAsync(OcppClient charger) => JsonNode.Parse(await charger.ReceiveRawAsync())!.AsArray();

    private Task<OcppCallResult> CallAsync(string payload = "{}") => house.Find(identity)!.CallAsync("GetConfiguration", Encoding.UTF8.GetBytes(payload), default);
}
