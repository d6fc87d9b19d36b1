using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Demo;

/// <summary>
/// A small network to look at: chargers that come in through the same door as any other, over a socket. Off outside Development
/// unless Demo:Enabled says otherwise.
/// </summary>
public sealed class DemoFleet(
    DemoEnrolment enrolment, DemoMemory memory, IServer server, IHostApplicationLifetime lifetime, IHostEnvironment environment,
    IOptions<DemoOptions> options, IOptions<OcppOptions> ocpp)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsOn(environment) || options.Value.ChargePoints == 0) return;

        // The address is known, and answers, once the web server has started.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            DemoChargePoint[] network = [.. DemoNetwork.ChargePoints(options.Value.ChargePoints)];
            await enrolment.RunAsync(network, stoppingToken);
            var url = OwnAddress();
            await using var fleet = new Fleet(new FleetOptions
            {
                ChargePoints = [.. network.Select(chargePoint => Simulate(chargePoint, url))],
                IdTags = DemoNetwork.Tags,
                LeftFree = DemoNetwork.LeftFree(network),
                Memory = await memory.ReadAsync(network, stoppingToken),
                Seed = Random.Shared.Next(),
                BusyAtStart = 0.75,
                MeanIdle = TimeSpan.FromMinutes(2),
                MeanStay = TimeSpan.FromMinutes(20),
            });
            await fleet.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    private static ChargePointOptions Simulate(DemoChargePoint chargePoint, Uri url) => new()
    {
        Url = url,
        Identity = chargePoint.Identity,
        Vendor = chargePoint.Vendor,
        Model = chargePoint.Model,
        Firmware = chargePoint.Firmware,
        Connectors = chargePoint.Connectors.Count,
        MaxPowerKw = chargePoint.PowerKw,
        MeterInterval = TimeSpan.FromSeconds(2),
        // A certificate of one's own for localhost is signed by nobody.
        AcceptAnyCertificate = true,
    };

    private Uri OwnAddress()
    {
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(BindingAddress.Parse);
        var mine = addresses.First(address => ocpp.Value.Port == 0 || address.Port == ocpp.Value.Port);
        var host = mine.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : mine.Host;
        return new Uri($"{(mine.Scheme == "https" ? "wss" : "ws")}://{host}:{mine.Port}{mine.PathBase}/ocpp");
    }
}
