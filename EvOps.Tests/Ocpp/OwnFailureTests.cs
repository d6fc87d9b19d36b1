using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Ocpp;

/// <summary>What goes wrong on this side is this side's fault, and the charger may try again (ocpp.md R10).</summary>
public sealed class OwnFailureTests
{
    [Theory]
    [InlineData("broken")]
    [InlineData("timeout")]
    public async Task A_failure_of_ours_is_an_internal_error_without_details_and_the_connection_lives_on(string how)
    {
        await using var house = await OcppHouse.OpenAsync(services => services.AddSingleton<IOcppAction>(new Failing(how)));
        await using var charger = await house.ChargerAsync();

        var error = await Assert.ThrowsAsync<OcppCallError>(() => charger.CallAsync("Failing"));

        Assert.Equal("InternalError", error.Code);
        Assert.DoesNotContain("secret", error.Description, StringComparison.Ordinal);
        await OcppHouse.AssertAliveAsync(charger);
    }

    private sealed class Failing(string how) : IOcppAction
    {
        public string Action => "Failing";

        public ValueTask HandleAsync(OcppCallContext call) =>
            how == "timeout" ? throw new OperationCanceledException("secret timeout") : throw new InvalidOperationException("secret table");
    }
}
