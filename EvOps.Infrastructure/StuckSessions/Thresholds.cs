using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Which thresholds hold where, at one moment: one set for the whole system, whoever asks.</summary>
public sealed class ThresholdsNow(StuckThresholds settings, ThresholdChoice network, IReadOnlyDictionary<Guid, ThresholdChoice> stations)
{
    public StuckThresholds Network { get; } = network.Over(settings);

    public StuckThresholds Of(Guid? stationId) => stationId is { } id && stations.TryGetValue(id, out var own) ? own.Over(Network) : Network;

    /// <summary>As if the network had chosen so.</summary>
    public ThresholdsNow WithNetwork(ThresholdChoice choice) => new(settings, choice, stations);

    /// <summary>As if this station had chosen so.</summary>
    public ThresholdsNow With(Guid stationId, ThresholdChoice choice) => new(settings, network, new Dictionary<Guid, ThresholdChoice>(stations) { [stationId] = choice });
}

/// <summary>Reads the thresholds: what people decided, over what the settings say.</summary>
public sealed class ReadThresholds(IOptions<StuckSessionsOptions> options)
{
    public async Task<ThresholdsNow> RunAsync(EvOpsDb db, CancellationToken cancel)
    {
        var policies = (await db.StuckPolicies.AsNoTracking().ToListAsync(cancel)).ToDictionary(p => p.Id, p => p.Choice);
        policies.Remove(StuckPolicy.Network, out var network);
        return new ThresholdsNow(options.Value.Thresholds, network ?? new ThresholdChoice(), policies);
    }
}
