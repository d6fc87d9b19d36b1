using System.Diagnostics;
using System.Text;
using EvOps.Infrastructure.ControlLink;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Faults;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.ControlLink;

/// <summary>The control link from the outside: a real port, real sockets, monitors of every kind.</summary>
public sealed class ControlLinkTests
{
    private const string Key = "monitors-shared-key";

    [Fact]
    public async Task A_monitor_says_who_it_is_and_then_how_its_charger_is()
    {
        await using var link = await OpenAsync();
        using var monitor = await link.MonitorAsync();

        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Health("FAULT", "PLC is silent")));

        // Saved before it was answered.
        var line = Assert.Single(await MonitorTests.LinesAsync(link.House));
        Assert.Equal(("FAULT", "ControlLink", "PLC is silent"), (line.Text("kind"), line.Text("source"), line.Text("reason")));
        var refused = await link.House.StartAsync();
        Assert.Contains("over the control link", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Health("HEALTHY")));
        Assert.Equal(["RECOVERY", "FAULT"], (await MonitorTests.LinesAsync(link.House)).Select(l => l.Text("kind")));
    }

    [Theory]
    [InlineData(ChargingHouse.Identity, "monitors-shared-kex")]
    [InlineData(ChargingHouse.Identity, "")]
    [InlineData("NOBODY", Key)]
    public async Task Who_has_no_key_or_watches_no_charger_hears_NAK_and_is_sent_away(string identity, string key)
    {
        await using var link = await OpenAsync();
        using var monitor = await MonitorSocket.ConnectAsync(link.Port);

        Assert.Equal(MonitorSocket.Nak, await monitor.AskAsync(MonitorSocket.Hello(identity, key)));
        Assert.Null(await monitor.AnswerAsync());
    }

    [Fact]
    public async Task Without_a_hello_nothing_is_believed()
    {
        await using var link = await OpenAsync();
        using var monitor = await MonitorSocket.ConnectAsync(link.Port);

        Assert.Equal(MonitorSocket.Nak, await monitor.AskAsync(MonitorSocket.Health("FAULT")));
        Assert.Empty(await MonitorTests.LinesAsync(link.House));
        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Hello(ChargingHouse.Identity, Key)));
    }

    [Fact]
    public async Task What_is_no_message_hears_NAK_and_costs_nothing_else()
    {
        await using var link = await OpenAsync();
        using var monitor = await link.MonitorAsync();
        byte[][] wrong =
        [
            MonitorSocket.Text("not json"), MonitorSocket.Text(""), MonitorSocket.Text("[]"), MonitorSocket.Text("""{"type":"health"}"""), MonitorSocket.Text("""{"type":"health","status":"BROKEN"}"""),
            MonitorSocket.Text("""{"type":"health","status":"FAULT","timestamp":"soon"}"""), MonitorSocket.Text("""{"type":17}"""), MonitorSocket.Text(new string('[', 5000)),
            MonitorSocket.Frame([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), MonitorSocket.Frame([.. "{\"type\":\"health\",\"status\":\"FAULT\",\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8]),
            MonitorSocket.Frame(Encoding.UTF8.GetBytes("""{"type":"health","status":"FAULT"}"""), spoiltBy: 0x40),
        ];

        foreach (var frame in wrong) Assert.Equal(MonitorSocket.Nak, await monitor.AskAsync(frame));

        Assert.Empty(await MonitorTests.LinesAsync(link.House));
        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Health("FAULT")));
    }

    [Fact]
    public async Task Two_frames_in_one_packet_are_answered_both_and_one_frame_byte_by_byte_once()
    {
        await using var link = await OpenAsync();
        using var monitor = await MonitorSocket.ConnectAsync(link.Port);

        await monitor.SendAsync((byte[])[.. MonitorSocket.Hello(ChargingHouse.Identity, Key), .. MonitorSocket.Health("FAULT", "\u0002\u0003\u001B")]);
        Assert.Equal((MonitorSocket.Ack, MonitorSocket.Ack), (await monitor.AnswerAsync(), await monitor.AnswerAsync()));

        foreach (var one in MonitorSocket.Health("HEALTHY")) await monitor.SendAsync(new[] { one });
        Assert.Equal(MonitorSocket.Ack, await monitor.AnswerAsync());
        Assert.Equal(2, (await MonitorTests.LinesAsync(link.House)).Length);
    }

    [Fact]
    public async Task More_than_64_KiB_hear_NAK_and_are_cut_off()
    {
        await using var link = await OpenAsync();
        using var monitor = await link.MonitorAsync();

        var longest = MonitorSocket.Text($$"""{"type":"health","status":"HEALTHY","reason":"{{new string('x', 64_000)}}"}""");
        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(longest));
        Assert.Equal(MonitorSocket.Nak, await monitor.AskAsync(MonitorSocket.Frame(new byte[200_000])));
        Assert.Null(await monitor.AnswerAsync());
    }

    [Fact]
    public async Task A_silent_peer_is_dropped_after_90_seconds_and_one_that_talks_is_not()
    {
        await using var link = await OpenAsync();
        using var silent = await link.MonitorAsync();
        using var talking = await link.MonitorAsync();
        // It sends, but never says who it is.
        using var stranger = await MonitorSocket.ConnectAsync(link.Port);
        await HostChargers.UntilAsync(() => Task.FromResult(link.Listener.Peers == 3));

        for (var second = 0; second < 92; second++)
        {
            link.House.Clock.Advance(TimeSpan.FromSeconds(1));
            if (second is not (0 or 30 or 60)) continue;
            Assert.Equal(MonitorSocket.Ack, await talking.AskAsync(MonitorSocket.Health("HEALTHY")));
            Assert.Equal(MonitorSocket.Nak, await stranger.AskAsync(MonitorSocket.Text("{}")));
        }

        Assert.Null(await silent.AnswerAsync());
        Assert.Null(await stranger.AnswerAsync());
        Assert.Equal(MonitorSocket.Ack, await talking.AskAsync(MonitorSocket.Health("HEALTHY")));
        await HostChargers.UntilAsync(() => Task.FromResult(link.Listener.Peers == 1));
    }

    [Fact]
    public async Task Random_bytes_harm_nobody()
    {
        await using var link = await OpenAsync();
        using var steady = await link.MonitorAsync();
        var random = new Random(20260302);

        for (var round = 0; round < 100; round++)
        {
            using var wild = await MonitorSocket.ConnectAsync(link.Port);
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            if (round % 2 == 0) bytes[0] = MonitorSocket.Stx;
            await wild.SendAsync(bytes);
        }

        Assert.Equal(MonitorSocket.Ack, await steady.AskAsync(MonitorSocket.Health("FAULT")));
        Assert.Single(await MonitorTests.LinesAsync(link.House));
        await HostChargers.UntilAsync(() => Task.FromResult(link.Listener.Peers == 1));
    }

    [Fact]
    public async Task A_thousand_monitors_are_heard_and_the_house_closes_in_time_with_all_of_them_here()
    {
        await using var link = await OpenAsync();
        List<MonitorSocket> monitors = [];
        try
        {
            for (var i = 0; i < 1_000; i++) monitors.Add(await MonitorSocket.ConnectAsync(link.Port));
            var hello = MonitorSocket.Hello(ChargingHouse.Identity, Key);
            Assert.All(await Task.WhenAll(monitors.Select(m => m.AskAsync(hello))), answer => Assert.Equal(MonitorSocket.Ack, answer));
            foreach (var some in monitors.Chunk(25))
                Assert.All(await Task.WhenAll(some.Select(m => m.AskAsync(MonitorSocket.Health("FAULT")))), answer => Assert.Equal(MonitorSocket.Ack, answer));
            Assert.Single(await MonitorTests.LinesAsync(link.House));

            // Half a frame is under way; nobody waits for the rest of it.
            await monitors[0].SendAsync(MonitorSocket.Health("HEALTHY").AsMemory(0, 10));
            var clock = Stopwatch.StartNew();
            await link.House.Host.StopAsync();

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(9), $"It took {clock.Elapsed}.");
            Assert.All(await Task.WhenAll(monitors.Select(m => m.AnswerAsync())), answer => Assert.Null(answer));
        }
        finally
        {
            monitors.ForEach(m => m.Dispose());
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_a_sentence_and_none_is_open_without_one()
    {
        await using var link = await OpenAsync();

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => EvOpsHost.StartAsync(settings: [$"ControlLink:Port={link.Port}"]));
        Assert.Contains($"ControlLink:Port: nobody can listen on port {link.Port}", refused.Message, StringComparison.Ordinal);

        await using var closed = await EvOpsHost.StartAsync();
        Assert.Equal(0, closed.Get<ControlLinkListener>().Peers);
    }

    [Fact]
    public async Task A_monitor_that_comes_while_the_database_is_away_hears_NAK_and_may_say_it_again()
    {
        var databases = new FailingDatabases();
        await using var link = await OpenAsync(databases.Stand);
        using var monitor = await MonitorSocket.ConnectAsync(link.Port);

        databases.AreAway = true;
        Assert.Equal(MonitorSocket.Nak, await monitor.AskAsync(MonitorSocket.Hello(ChargingHouse.Identity, Key)));
        databases.AreAway = false;

        Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Hello(ChargingHouse.Identity, Key)));
    }

    private static async Task<OpenLink> OpenAsync(Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? configure = null)
    {
        var port = MonitorSocket.FreePort();
        return new OpenLink(await ChargingHouse.OpenAsync(configure, $"Monitors:Key={Key}", $"ControlLink:Port={port}"), port);
    }

    private sealed record OpenLink(ChargingHouse House, int Port) : IAsyncDisposable
    {
        public ControlLinkListener Listener => House.Host.Get<ControlLinkListener>();

        /// <summary>A monitor that was let in.</summary>
        public async Task<MonitorSocket> MonitorAsync()
        {
            var monitor = await MonitorSocket.ConnectAsync(Port);
            Assert.Equal(MonitorSocket.Ack, await monitor.AskAsync(MonitorSocket.Hello(ChargingHouse.Identity, Key)));
            return monitor;
        }

        public ValueTask DisposeAsync() => House.DisposeAsync();
    }
}
