using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EvOps.Domain.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>A port of their own for chargers.</summary>
public sealed class OcppPortTests : IAsyncLifetime
{
    private readonly int port = FreePort();
    private OcppHouse house = null!;

    public async ValueTask InitializeAsync() => house = await OcppHouse.OpenAsync($"Ocpp:Port={port}");

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Chargers_come_in_on_their_port_and_find_nothing_on_the_consoles()
    {
        await using var charger = await OcppClient.OpenAsync(new Uri($"ws://127.0.0.1:{port}/ocpp/CP-PORT"));
        await charger.BootAsync();

        var refused = await Assert.ThrowsAsync<OcppHandshakeException>(() => house.Host.ConnectAsync("CP-PORT-2"));

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.NotNull(house.Find("CP-PORT"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/v1/stations")]
    [InlineData("/ocppx/CP-1")]
    public async Task There_is_nothing_else_on_it(string path)
    {
        using var http = house.Host.Client(Role.Admin);
        http.BaseAddress = new Uri($"http://127.0.0.1:{port}");

        using var answer = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_console_stays_where_it_was()
    {
        using var http = house.Host.Client(Role.Admin);

        Assert.NotEqual(port, house.Host.Address.Port);
        Assert.True((await http.GetApiAsync("/v1/stations")).Success);
    }

    [Fact]
    public async Task The_consoles_own_port_is_one_port_for_both()
    {
        await house.Host.StopAsync();
        var shared = house.Host.Address.Port.ToString(CultureInfo.InvariantCulture);
        await using var both = await OcppHouse.OpenAsync($"urls=http://127.0.0.1:{shared}", $"Ocpp:Port={shared}");

        await using var charger = await both.ChargerAsync();

        await OcppHouse.AssertAliveAsync(charger);
        using var http = both.Host.Client(Role.Admin);
        Assert.True((await http.GetApiAsync("/v1/stations")).Success);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
