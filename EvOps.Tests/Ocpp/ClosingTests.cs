using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EvOps.Tests.Ocpp;

/// <summary>The house closes: what is in flight is finished, everybody is told 1001, nobody new comes in, and it is quick.</summary>
public sealed class ClosingTests
{
    private static readonly TimeSpan Patience = Waits.Longest;

    [Fact]
    public async Task Every_charger_is_told_that_the_house_goes_away()
    {
        await using var house = await OcppHouse.OpenAsync();
        var chargers = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => house.ChargerAsync($"CP-BYE-{n}")));

        var watch = Stopwatch.StartNew();
        await house.Host.StopAsync();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        foreach (var charger in chargers)
        {
            await charger.Closed.WaitAsync(Patience);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, charger.CloseStatus);
            await charger.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_message_that_is_being_handled_is_answered_first()
    {
        await using var slow = await SlowHouse.OpenAsync();
        await using var charger = await slow.House.ChargerAsync("CP-SLOW");
        await using var idle = await slow.House.ChargerAsync("CP-IDLE");
        var answer = charger.CallAsync(SlowAction.Name);
        await slow.Action.Begun.Task.WaitAsync(Patience);

        var stop = slow.House.Host.StopAsync();
        // Who has nothing in flight is told first: the goodbyes are under way.
        await idle.Closed.WaitAsync(Patience);
        slow.Action.MayEnd.SetResult();

        Assert.Empty(await answer.WaitAsync(Patience));
        await charger.Closed.WaitAsync(Patience);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, charger.CloseStatus);
        await stop.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_message_that_takes_too_long_is_not_waited_for()
    {
        await using var slow = await SlowHouse.OpenAsync();
        await using var charger = await slow.House.ChargerAsync("CP-ENDLESS");
        _ = charger.CallAsync(SlowAction.Name);
        await slow.Action.Begun.Task.WaitAsync(Patience);

        var watch = Stopwatch.StartNew();
        var stop = slow.House.Host.StopAsync();
        await charger.Closed.WaitAsync(Patience);
        slow.Action.MayEnd.SetResult();
        await stop.WaitAsync(Patience);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, charger.CloseStatus);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_call_of_ours_that_is_on_its_way_is_answered_first_and_no_other_goes_out()
    {
        await using var house = await OcppHouse.OpenAsync();
        await using var charger = await house.ChargerAsync("CP-ASKED");
        var connection = house.Find("CP-ASKED")!;
        var call = connection.CallAsync("ClearCache", "{}"u8.ToArray(), default);
        var asked = JsonNode.Parse(await charger.ReceiveRawAsync())!;

        var stop = house.Host.StopAsync();
        await charger.AnswerAsync((string)asked[1]!, new JsonObject { ["status"] = "Accepted" });

        Assert.Equal(OcppCallOutcome.Answered, (await call.WaitAsync(Patience)).Outcome);
        await charger.Closed.WaitAsync(Patience);
        Assert.Equal(OcppCallOutcome.NotConnected, (await connection.CallAsync("ClearCache", "{}"u8.ToArray(), default).WaitAsync(Patience)).Outcome);
        await stop.WaitAsync(Patience);
    }

    [Fact]
    public async Task Chargers_whose_line_is_dead_do_not_hold_it_up()
    {
        await using var house = await OcppHouse.OpenAsync();
        var chargers = await Task.WhenAll(Enumerable.Range(1, 5).Select(n => house.ChargerAsync($"CP-DEAD-{n}")));
        foreach (var charger in chargers) charger.Freeze();

        var watch = Stopwatch.StartNew();
        await house.Host.StopAsync();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), $"It took {watch.Elapsed}.");
        await Task.WhenAll(chargers.Select(charger => charger.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Nobody_new_comes_in_and_the_house_says_that_it_is_not_ready()
    {
        await using var house = await OcppHouse.OpenAsync();
        await using var before = await house.ChargerAsync("CP-BEFORE");

        house.Host.Get<IHostApplicationLifetime>().StopApplication();

        await before.Closed.WaitAsync(Patience);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, before.CloseStatus);
        var refused = await Assert.ThrowsAsync<OcppHandshakeException>(() => house.Host.ConnectAsync("CP-LATE"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        using var http = house.Host.Client();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task When_each_charger_was_last_heard_is_kept_for_the_next_start()
    {
        await using var house = await OcppHouse.OpenAsync();
        await using var charger = await house.ChargerAsync("CP-SEEN");
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await OcppHouse.AssertAliveAsync(charger);

        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();

        Assert.Equal(house.Now, (await house.ChargePointAsync("CP-SEEN")).LastSeenAt);
    }

    /// <summary>A house with one action that takes as long as the test wants.</summary>
    private sealed class SlowHouse(OcppHouse house) : IAsyncDisposable
    {
        public OcppHouse House => house;

        public SlowAction Action => house.Host.Services.GetServices<IOcppAction>().OfType<SlowAction>().Single();

        public static async Task<SlowHouse> OpenAsync() => new(await OcppHouse.OpenAsync(services => services.AddSingleton<IOcppAction, SlowAction>()));

        public ValueTask DisposeAsync() => house.DisposeAsync();
    }

    private sealed class SlowAction : IOcppAction
    {
        public const string Name = "SlowAction";

        public string Action => Name;

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask HandleAsync(OcppCallContext call)
        {
            Begun.TrySetResult();
            await MayEnd.Task;
            call.AnswerEmpty();
        }
    }
}
