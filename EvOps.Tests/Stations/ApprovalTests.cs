using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;
using ConnectionState = EvOps.Simulator.ConnectionState;
using RegistrationStatus = EvOps.Simulator.RegistrationStatus;

namespace EvOps.Tests.Stations;

/// <summary>A charger nobody entered: it waits, and is let in or sent away without anybody walking to it.</summary>
public sealed class ApprovalTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_waits_and_is_accepted_as_soon_as_somebody_approves_it()
    {
        await using var charger = await StrangerAsync("stranger-1");

        var approved = await host.Get<ApproveChargePoint>().RunAsync(host.ActorOf(Role.Operator), "stranger-1", Cancel);

        Assert.Equal(ChargePointState.Online, approved.Value.State);
        await UntilAsync(charger, RegistrationStatus.Accepted);
        var again = await host.Get<ApproveChargePoint>().RunAsync(host.ActorOf(Role.Operator), "stranger-1", Cancel);
        Assert.Equal("already_approved", again.Refusal!.Code);
    }

    [Fact]
    public async Task To_enter_a_stranger_is_to_approve_it()
    {
        await using var charger = await StrangerAsync("stranger-2");

        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "stranger-2");

        await UntilAsync(charger, RegistrationStatus.Accepted);
    }

    [Fact]
    public async Task A_stranger_that_is_sent_away_hears_it_at_once_and_may_be_let_in_later()
    {
        await using var charger = await StrangerAsync("stranger-3");

        var rejected = await host.Get<RejectChargePoint>().RunAsync(host.ActorOf(Role.Admin), "stranger-3", Cancel);
        Assert.Equal(ChargePointState.Rejected, rejected.Value.State);
        await UntilAsync(charger, RegistrationStatus.Rejected);
        Assert.Equal("already_rejected", (await host.Get<RejectChargePoint>().RunAsync(host.ActorOf(Role.Admin), "stranger-3", Cancel)).Refusal!.Code);

        Assert.True((await host.Get<ApproveChargePoint>().RunAsync(host.ActorOf(Role.Admin), "stranger-3", Cancel)).IsDone);
    }

    [Fact]
    public async Task The_boot_status_is_decided_over_the_api_and_reaches_a_connected_charger()
    {
        var http = host.Client(Role.Operator);
        await using var charger = await StrangerAsync("stranger-4");

        var accepted = await http.PutApiAsync($"{StationTalk.PathOf("stranger-4")}/boot-status", new { status = "Accepted", intervalSeconds = 77 });
        Assert.Equal((HttpStatusCode.OK, "ONLINE", 77), (accepted.Status, accepted.Data.GetProperty("state").GetString(), accepted.Data.GetProperty("intervalSeconds").GetInt32()));
        await UntilAsync(charger, RegistrationStatus.Accepted);

        await http.PutApiAsync($"{StationTalk.PathOf("stranger-4")}/boot-status", new { status = "Pending" });
        await UntilAsync(charger, RegistrationStatus.Pending);
    }

    [Fact]
    public async Task A_boot_status_that_is_none_is_400_and_an_unknown_charger_404()
    {
        var http = host.Client(Role.Operator);
        await using var charger = await StrangerAsync("stranger-5");
        var path = $"{StationTalk.PathOf("stranger-5")}/boot-status";

        Assert.Equal("intervalSeconds", (await http.PutApiAsync(path, new { status = "Accepted", intervalSeconds = 0 })).Body.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PutApiAsync(path, new { status = "Maybe" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PutApiAsync(path, new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PutApiAsync($"{StationTalk.PathOf("nobody")}/boot-status", new { status = "Accepted" })).Status);
        Assert.Equal(RegistrationStatus.Pending, charger.Registration);
    }

    [Theory]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Who_may_not_command_chargers_lets_none_in(Role role)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client(role).PutApiAsync($"{StationTalk.PathOf("x")}/boot-status", new { status = "Accepted" })).Status);
        Assert.Equal("forbidden", (await host.Get<ApproveChargePoint>().RunAsync(host.ActorOf(role), "x", Cancel)).Refusal!.Code);
        Assert.Equal("forbidden", (await host.Get<RejectChargePoint>().RunAsync(host.ActorOf(role), "x", Cancel)).Refusal!.Code);
        Assert.Equal("forbidden", (await host.Get<SetAllowances>().RunAsync(host.ActorOf(role), "x", ChargePointAllowances.None, 0, Cancel)).Refusal!.Code);
    }

    [Fact]
    public async Task A_charger_that_offers_no_subprotocol_comes_in_once_it_is_allowed_to()
    {
        var admin = host.ActorOf(Role.Admin);
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "quirky-1");
        await Assert.ThrowsAsync<OcppHandshakeException>(ConnectBareAsync);

        var wrong = await host.Get<SetAllowances>().RunAsync(admin, "quirky-1", ChargePointAllowances.NoSubprotocol, 10_001, Cancel);
        Assert.Equal("An answer can be held back 0 to 10,000 milliseconds.", wrong.Refusal!.Message);
        var allowed = await host.Get<SetAllowances>().RunAsync(admin, "quirky-1", ChargePointAllowances.NoSubprotocol, 30, Cancel);
        Assert.Equal((ChargePointAllowances.NoSubprotocol, 30), (allowed.Value.Allowances, allowed.Value.AnswerDelayMilliseconds));

        await using var charger = await ConnectBareAsync();
        Assert.Equal("Accepted", (string?)(await charger.BootAsync())["status"]);

        Task<OcppClient> ConnectBareAsync() =>
            OcppClient.OpenAsync(OcppClient.UrlFor(host.ChargerDoor(), "quirky-1"), new OcppClientOptions { Subprotocols = [] }, Cancel);
    }

    private async Task<SimulatedChargePoint> StrangerAsync(string identity)
    {
        var charger = host.Charger(identity);
        await charger.ConnectAsync(Cancel);
        await UntilAsync(charger, RegistrationStatus.Pending);
        Assert.Equal(ConnectionState.Registering, charger.Connection);
        var row = await host.Get<ListChargePoints>().FindAsync(host.ActorOf(Role.Support), identity, Cancel);
        Assert.Equal(ChargePointState.AwaitingApproval, row.Value.State);
        return charger;
    }

    private static Task UntilAsync(SimulatedChargePoint charger, RegistrationStatus status) =>
        charger.UntilAsync(c => c.Registration == status, Waits.Longest, Cancel);
}
