using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;
using ConnectionState = EvOps.Simulator.ConnectionState;

namespace EvOps.Tests.Stations;

/// <summary>A charger nobody entered: it waits, and is let in or sent away without anybody walking to it.</summary>
public sealed class ApprovalTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_waits_and_is_accepted_as_soon_as_somebody_approves_it()
    {
        await using var charger = host.Charger("stranger");
        await charger.ConnectAsync(Cancel);
        Assert.Equal(ConnectionState.Registering, charger.Connection);
        Assert.Equal(ChargePointState.AwaitingApproval, (await FindAsync("stranger")).State);

        var approved = await host.Get<ApproveChargePoint>().RunAsync(host.ActorOf(Role.Operator), "stranger", Cancel);

        Assert.Equal(ChargePointState.Online, approved.Value.State);
        await charger.UntilAsync(c => c.Connection == ConnectionState.Online, TimeSpan.FromSeconds(10), Cancel);
    }

    private async Task<ChargePointRow> FindAsync(string identity) =>
        (await host.Get<ListChargePoints>().FindAsync(host.ActorOf(Role.Support), identity, Cancel)).Value;
}
