using EvOps.Domain.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>Who is still there (ocpp.md X17, X18, Q20). Pings go by the real clock, patience by the house's.</summary>
public sealed class LivenessTests : IAsyncLifetime
{
    // Twice the heartbeat of 300 s and a minute.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(660);

    private OcppHouse house = null!;

    public async ValueTask InitializeAsync() => house = await OcppHouse.OpenAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_ping_is_answered_with_its_own_content()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-PING");

        await charger.SendAsync(RawFrame.Ping, "still there?");

        var pong = await charger.ReceiveAsync();
        Assert.Equal((RawFrame.Pong, "still there?"), (pong!.First, pong.PayloadText));
    }

    [Fact]
    public async Task The_house_pings_a_silent_charger()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-PINGED");

        Assert.Equal(RawFrame.Ping, (await charger.ReceiveAnyAsync())!.First);
    }

    [Fact]
    public async Task A_charger_that_never_answers_a_ping_may_be_silent_for_two_heartbeats_and_no_longer()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-MUTE");
        var connection = await house.ConnectionAsync("CP-MUTE");
        await charger.ReceiveAnyAsync();

        house.Clock.Advance(LongestSilence);
        Assert.False(connection.IsSilentFor(null));
        Assert.NotNull(house.Find("CP-MUTE"));

        house.Clock.Advance(TimeSpan.FromSeconds(5));
        await OcppHouse.UntilAsync(() => house.Find("CP-MUTE") is null);
    }

    [Fact]
    public async Task A_charger_that_answered_pings_and_then_does_not_is_given_up_after_three()
    {
        await using var charger = await house.ChargerAsync("CP-FROZEN");
        await HasPongedAsync("CP-FROZEN");

        charger.Freeze();
        await house.TickUntilAsync(() => house.Find("CP-FROZEN") is null, TimeSpan.FromSeconds(1));

        Assert.False(house.Host.Get<IChargePointLink>().IsConnected("CP-FROZEN"));
        Assert.InRange(house.Now - (await SeenAsync("CP-FROZEN")), TimeSpan.FromSeconds(3), LongestSilence / 2);
    }

    [Fact]
    public async Task Any_frame_is_a_sign_of_life_and_a_pong_is_one()
    {
        await using var charger = await house.ChargerAsync("CP-PONGS");
        await HasPongedAsync("CP-PONGS");
        var connection = house.Find("CP-PONGS")!;

        // Longer than it might be silent, without a message of its own.
        for (var i = 0; i < 2; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            await OcppHouse.UntilAsync(() => connection.LastSeenAt == house.Now);
        }

        Assert.Same(connection, house.Find("CP-PONGS"));
        await OcppHouse.AssertAliveAsync(charger);
    }

    [Fact]
    public async Task A_charger_that_is_known_to_be_silent_is_left_alone()
    {
        await house.EnrolAsync("CP-HERMIT", c => c.Allow(ChargePointAllowances.Silence, 0));
        await using var hermit = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-HERMIT");
        await using var other = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-OTHER");
        await house.ConnectionAsync("CP-HERMIT");
        await house.ConnectionAsync("CP-OTHER");

        house.Clock.Advance(LongestSilence * 1.5);

        await OcppHouse.UntilAsync(() => house.Find("CP-OTHER") is null);
        Assert.NotNull(house.Find("CP-HERMIT"));
    }

    [Fact]
    public async Task How_long_a_charger_may_be_silent_can_be_set()
    {
        await using var strict = await OcppHouse.OpenAsync("Ocpp:IdleSeconds=20");
        await using var charger = await RawCharger.OpenAsync(strict.Host, "/ocpp/CP-IDLE");
        var connection = await strict.ConnectionAsync("CP-IDLE");

        strict.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Same(connection, strict.Find("CP-IDLE"));
        strict.Clock.Advance(TimeSpan.FromSeconds(5));

        await OcppHouse.UntilAsync(() => strict.Find("CP-IDLE") is null);
    }

    [Fact]
    public async Task A_heartbeat_interval_of_the_chargers_own_sets_its_own_patience()
    {
        await house.EnrolAsync("CP-SLOW", c => c.DecideBoot(BootStatus.Accepted, 3600));
        await using var charger = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-SLOW");
        await house.ConnectionAsync("CP-SLOW");
        await using var usual = await RawCharger.OpenAsync(house.Host, "/ocpp/CP-USUAL");
        await house.ConnectionAsync("CP-USUAL");

        house.Clock.Advance(LongestSilence * 1.5);

        await OcppHouse.UntilAsync(() => house.Find("CP-USUAL") is null);
        Assert.NotNull(house.Find("CP-SLOW"));
    }

    [Fact]
    public async Task A_lost_connection_is_seen_at_once()
    {
        await using var charger = await house.ChargerAsync("CP-CUT");

        charger.Abort();

        await OcppHouse.UntilAsync(() => house.Find("CP-CUT") is null);
    }

    // The clock is moved so that the time of the last byte tells that one came after the boot: the pong.
    private async Task HasPongedAsync(string identity)
    {
        var connection = await house.ConnectionAsync(identity);
        house.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await OcppHouse.UntilAsync(() => connection.LastSeenAt == house.Now);
    }

    private async Task<DateTimeOffset> SeenAsync(string identity)
    {
        DateTimeOffset? seen = null;
        await HostChargers.UntilAsync(async () => (seen = (await house.ChargePointAsync(identity)).LastSeenAt) is not null);
        return seen!.Value;
    }
}
