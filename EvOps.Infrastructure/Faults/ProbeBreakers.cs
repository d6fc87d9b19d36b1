using EvOps.Domain.Stations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// Asks chargers whose commands are on trial for a heartbeat. Nobody else may want anything of them for hours, and they would stand as
/// deaf although they are well.
/// </summary>
public sealed class ProbeBreakers(CircuitBreakers breakers, IChargePointLink link, IOptions<BreakerOptions> options, TimeProvider time) : BackgroundService
{
    private const int AtATime = 16;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ProbeSeconds == 0) return;

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ProbeSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var onTrial = breakers.Known.Where(identity => IsOnTrial(identity) && link.IsConnected(identity)).ToList();
                await Parallel.ForEachAsync(onTrial, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stoppingToken }, ProbeAsync);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    // As many as close it, or the one that opens it anew.
    private async ValueTask ProbeAsync(string identity, CancellationToken cancel)
    {
        for (var left = options.Value.TrialSuccesses; left > 0 && IsOnTrial(identity); left--) await link.AskForHeartbeatAsync(identity, cancel);
    }

    private bool IsOnTrial(string identity) => breakers.Read(identity).State == BreakerState.HalfOpen;
}
