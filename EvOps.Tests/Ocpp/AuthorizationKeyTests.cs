using System.Net;
using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>HTTP Basic with the charger's key (OCPP-J 1.6 §6.2 and the security white paper, profiles 1 and 2).</summary>
public sealed class AuthorizationKeyTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private const string Key = "0123456789abcdef";
    private const string HexKey = "00FF80C3285c9f0102030405060708090a0b0c0d";

    private readonly string identity = OcppHouse.NewIdentity();

    [Fact]
    public async Task The_right_key_opens()
    {
        await EnrolAsync(Key);

        await using var charger = await house.Host.ConnectAsync(identity, Key);

        await charger.BootAsync();
    }

    [Theory]
    [InlineData("0123456789abcdeF")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_key_is_401(string? key)
    {
        await EnrolAsync(Key);

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(new() { User = key is null ? null : identity, Password = key }));
        Assert.Null(house.Find(identity));
    }

    [Theory]
    [InlineData("Basic", "Basic !!!")]
    [InlineData("Basic", "Basic bm9jb2xvbg==")]
    [InlineData("Basic", "Bearer 0123456789abcdef")]
    public async Task What_is_no_Basic_header_is_401_and_says_what_is_wanted(string wanted, string header)
    {
        await EnrolAsync(Key);

        await using var charger = await RawCharger.OpenAsync(house.Host, $"/ocpp/{identity}", "Sec-WebSocket-Protocol: ocpp1.6", $"Authorization: {header}");

        Assert.Equal(401, charger.Status);
        Assert.Contains($"WWW-Authenticate: {wanted}", charger.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_right_user_of_another_charger_is_401()
    {
        await EnrolAsync(Key);
        await house.EnrolAsync(identity + "-other", c => c.SetKey(AuthorizationKey.Hash("another-key-here")));

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(new() { User = identity + "-other", Password = "another-key-here" }));
    }

    [Fact]
    public async Task A_key_of_hex_digits_is_shown_as_the_bytes_it_stands_for_or_as_its_text()
    {
        await EnrolAsync(HexKey.ToUpperInvariant());

        await using (var bytes = await OpenAsync(new() { User = identity, PasswordBytes = Convert.FromHexString(HexKey) })) await bytes.BootAsync();
        await using (var text = await OpenAsync(new() { User = identity, Password = HexKey.ToUpperInvariant() })) await text.BootAsync();
        var almost = Convert.FromHexString(HexKey);
        almost[19]++;
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(new() { User = identity, PasswordBytes = almost }));
    }

    [Theory]
    [InlineData("VID:7")]
    [InlineData("with space/and slash")]
    [InlineData("été")]
    public async Task The_user_is_the_identity_even_with_a_colon_a_slash_or_an_accent(string named)
    {
        await house.EnrolAsync(named, c => c.SetKey(AuthorizationKey.Hash(Key)));

        await using var charger = await house.Host.ConnectAsync(named, Key);

        await charger.BootAsync();
    }

    [Fact]
    public async Task A_charger_without_a_key_may_send_any()
    {
        await house.EnrolAsync(identity);

        await using var charger = await house.Host.ConnectAsync(identity, "whatever-it-likes");

        await charger.BootAsync();
    }

    [Theory]
    [InlineData("Accepted", true)]
    [InlineData("RebootRequired", true)]
    [InlineData("Rejected", false)]
    [InlineData("NotSupported", false)]
    public async Task A_new_key_counts_from_the_next_connection_on_if_the_charger_took_it(string answer, bool isTaken)
    {
        await EnrolAsync(Key);
        await using (var charger = await house.Host.ConnectAsync(identity, Key))
        {
            charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = answer });
            await charger.BootAsync();
            var sent = await house.Host.Client(Role.Operator).PostApiAsync(
                $"/v1/charge-points/{identity}/commands/ChangeConfiguration", new { key = "AuthorizationKey", value = HexKey });
            Assert.Equal(HttpStatusCode.OK, sent.Status);
        }

        var (good, dead) = isTaken ? (HexKey, Key) : (Key, HexKey);
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(new() { User = identity, Password = dead }));
        await using var again = await house.Host.ConnectAsync(identity, good);
        await again.BootAsync();
    }

    private Task EnrolAsync(string key) => house.EnrolAsync(identity, c => c.SetKey(AuthorizationKey.Hash(key)));

    private Task<OcppClient> OpenAsync(OcppClientOptions options) => OcppClient.OpenAsync(OcppClient.UrlFor(house.Host.ChargerDoor(), identity), options);

    private async Task<HttpStatusCode?> RefusalAsync(OcppClientOptions options) =>
        (await Assert.ThrowsAsync<OcppHandshakeException>(() => OpenAsync(options))).Status;
}
