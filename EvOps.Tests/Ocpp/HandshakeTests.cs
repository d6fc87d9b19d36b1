using System.Net;
using System.Net.WebSockets;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Ocpp;

/// <summary>How a charger comes in (OCPP-J 1.6 §3): subprotocol, identity, and what happens to strangers.</summary>
public sealed class HandshakeTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    [Theory]
    [InlineData("ocpp1.6")]
    [InlineData("ocpp0.1,ocpp1.6")]
    [InlineData("ocpp2.0.1,ocpp1.6")]
    [InlineData("ocpp1.6,ocpp2.1")]
    public async Task The_subprotocol_both_know_is_confirmed(string offered)
    {
        await using var charger = await OpenAsync(OcppHouse.NewIdentity(), new() { Subprotocols = offered.Split(',') });

        Assert.Equal("ocpp1.6", charger.Subprotocol);
    }

    [Fact]
    public async Task The_subprotocol_is_never_read_from_the_path()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, $"/ocpp/ocpp2.0.1/{OcppHouse.NewIdentity()}");

        Assert.Equal(101, charger.Status);
        Assert.Contains("Sec-WebSocket-Protocol: ocpp1.6", charger.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ocpp2.0.1")]
    [InlineData("ocpp1.5,ocpp2.1")]
    [InlineData("")]
    public async Task Without_a_common_subprotocol_the_handshake_is_refused(string offered)
    {
        var refused = await Assert.ThrowsAsync<OcppHandshakeException>(
            () => OpenAsync(OcppHouse.NewIdentity(), new() { Subprotocols = offered.Split(',', StringSplitOptions.RemoveEmptyEntries) }));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    [Theory]
    [InlineData("ocpp2.0.1")]
    [InlineData("")]
    public async Task Or_as_the_standard_has_it_accepted_without_one_and_closed_at_once(string offered)
    {
        await using var standard = await OcppHouse.OpenAsync("Ocpp:NoCommonSubprotocol=AcceptThenClose");
        await using var charger = await OcppClient.OpenAsync(
            OcppClient.UrlFor(standard.Host.ChargerDoor(), "CP-X3"), new() { Subprotocols = offered.Split(',', StringSplitOptions.RemoveEmptyEntries) });

        await charger.Closed.WaitAsync(Waits.Longest);
        Assert.Null(charger.Subprotocol);
        Assert.Equal(WebSocketCloseStatus.ProtocolError, charger.CloseStatus);
        Assert.Null(standard.Find("CP-X3"));
    }

    [Theory]
    [InlineData("Refuse")]
    [InlineData("AcceptThenClose")]
    public async Task A_charger_that_is_refused_again_and_again_is_not_here_and_its_page_says_why(string way)
    {
        await using var strict = await OcppHouse.OpenAsync($"Ocpp:NoCommonSubprotocol={way}", "Faults:OfflineMinutes=1");
        await (await strict.ChargerAsync("CP-R")).DisposeAsync();
        await OcppHouse.UntilAsync(() => strict.Find("CP-R") is null);
        await HostChargers.UntilAsync(async () => await LinesAsync(strict) is [_, false]);
        var seen = (await strict.ChargePointAsync("CP-R")).LastSeenAt;

        for (var i = 0; i < 4; i++)
        {
            for (var s = 0; s < 30; s++) strict.Clock.Advance(TimeSpan.FromSeconds(1));
            await TryAsync();
        }

        await strict.Host.Get<NoteLostConnections>().RunAsync(default);
        var charger = await strict.ChargePointAsync("CP-R");
        Assert.Equal((seen, seen), (charger.LastSeenAt, charger.LostSince));
        Assert.Equal([true, false], await LinesAsync(strict));
        var told = (await strict.Host.Client(Role.Operator).GetApiAsync("/v1/charge-points/CP-R")).Data.GetProperty("lastRefusal");
        Assert.Equal("It offered ocpp2.0.1; ocpp1.6 is spoken here.", told.GetProperty("reason").GetString());
        // Of two within a minute the first is noted.
        Assert.Equal(strict.Now.AddSeconds(-30), told.GetProperty("at").GetDateTimeOffset());

        await using var back = await strict.ChargerAsync("CP-R");
        Assert.Equal((null, null), ((await strict.ChargePointAsync("CP-R")).RefusedAt, (await strict.ChargePointAsync("CP-R")).LostSince));

        async Task TryAsync()
        {
            try
            {
                await using var refused = await OcppClient.OpenAsync(OcppClient.UrlFor(strict.Host.ChargerDoor(), "CP-R"), new() { Subprotocols = ["ocpp2.0.1"] });
                await refused.Closed.WaitAsync(Waits.Longest);
            }
            catch (OcppHandshakeException refused)
            {
                Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            }
        }

        static async Task<bool?[]> LinesAsync(OcppHouse house)
        {
            await using var db = house.Host.OpenDb();
            return await db.StatusLog.Where(l => l.IsOnline != null).OrderBy(l => l.Id).Select(l => l.IsOnline).ToArrayAsync();
        }
    }

    [Fact]
    public async Task A_wrong_key_is_told_to_the_operator()
    {
        var identity = OcppHouse.NewIdentity();
        await house.EnrolAsync(identity, c => c.SetKey(AuthorizationKey.Hash("right-key-of-16-chars")));

        await Assert.ThrowsAsync<OcppHandshakeException>(() => house.Host.ConnectAsync(identity, "wrong-key-of-16-chars"));

        var charger = await house.ChargePointAsync(identity);
        Assert.Equal((null, house.Now, "It showed a wrong authorization key, or another user."), (charger.LastSeenAt, charger.RefusedAt, charger.RefusedWhy));
    }

    [Fact]
    public async Task A_charger_that_may_leave_the_subprotocol_out_is_served_without_one()
    {
        var identity = OcppHouse.NewIdentity();
        await house.EnrolAsync(identity, c => c.Allow(ChargePointAllowances.NoSubprotocol, 0));

        await using var charger = await OpenAsync(identity, new() { Subprotocols = [] });

        Assert.Null(charger.Subprotocol);
        await charger.BootAsync();
    }

    [Fact]
    public async Task An_offer_of_compression_does_no_harm()
    {
        await using var charger = await OpenAsync(OcppHouse.NewIdentity(), new() { OfferCompression = true });

        await charger.BootAsync();
    }

    [Theory]
    [InlineData("/ocpp/RDAM%20123", "RDAM 123")]
    [InlineData("/ocpp/RDAM%7C123", "RDAM|123")]
    [InlineData("/ocpp/A%2FB", "A/B")]
    [InlineData("/ocpp/%C3%A9t%C3%A9", "été")]
    [InlineData("/ocpp/once%2541", "once%41")]
    [InlineData("/ocpp/VID%3A7", "VID:7")]
    [InlineData("/ocpp/a_b-c.d~e", "a_b-c.d~e")]
    [InlineData("/ocpp/trailing/", "trailing")]
    [InlineData("/ocpp/central/system/deep", "deep")]
    [InlineData("/ocpp/ws://host:9000/CP/SERIAL", "SERIAL")]
    [InlineData("/ocpp/asks?token=1", "asks")]
    [InlineData("/OCPP/loud", "loud")]
    public async Task The_identity_is_the_last_segment_decoded_once(string target, string identity)
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, target);

        Assert.Equal(101, charger.Status);
        await house.ConnectionAsync(identity);
    }

    [Theory]
    [InlineData("/ocpp")]
    [InlineData("/ocpp/")]
    [InlineData("/ocpp/%ZZ")]
    [InlineData("/ocpp/a%2")]
    [InlineData("/ocpp/a%C3")]
    [InlineData("/ocpp/%20")]
    [InlineData("/ocpp/tab%09tab")]
    public async Task What_cannot_be_an_identity_is_not_found(string target)
    {
        var before = await CountAsync();

        await using var charger = await RawCharger.OpenAsync(house.Host, target);

        Assert.Equal(404, charger.Status);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task An_identity_of_more_than_255_characters_is_not_found()
    {
        await using var charger = await RawCharger.OpenAsync(house.Host, "/ocpp/" + new string('x', 256));

        Assert.Equal(404, charger.Status);
    }

    [Fact]
    public async Task Identities_that_differ_by_their_capitals_are_two_chargers()
    {
        await using var small = await house.ChargerAsync("capital-x");
        await using var large = await house.ChargerAsync("CAPITAL-X");

        Assert.NotSame(house.Find("capital-x"), house.Find("CAPITAL-X"));
        await OcppHouse.AssertAliveAsync(small);
    }

    [Fact]
    public async Task Who_comes_without_a_WebSocket_is_told_so()
    {
        using var http = house.Host.Client();

        using var answer = await http.GetAsync("/ocpp/CP-1");

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Contains("WebSocket", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_not_found_where_strangers_are_rejected()
    {
        await using var strict = await OcppHouse.OpenAsync("Ocpp:UnknownChargePoints=Reject");
        await strict.EnrolAsync("KNOWN");

        var refused = await Assert.ThrowsAsync<OcppHandshakeException>(() => strict.Host.ConnectAsync("UNKNOWN"));

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.False(await strict.IsEnrolledAsync("UNKNOWN"));
        await using var known = await strict.ChargerAsync("KNOWN");
        await OcppHouse.AssertAliveAsync(known);
    }

    private Task<OcppClient> OpenAsync(string identity, OcppClientOptions options) => OcppClient.OpenAsync(OcppClient.UrlFor(house.Host.ChargerDoor(), identity), options);

    private async Task<int> CountAsync()
    {
        await using var db = house.Host.OpenDb();
        return db.Set<ChargePoint>().Count();
    }
}
