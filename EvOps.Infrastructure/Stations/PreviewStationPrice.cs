using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Tariffs;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a session that begins here would cost, by what the station asks for now. Drivers may ask, too.</summary>
public sealed class PreviewStationPrice(ListStations stations, TimeProvider time)
{
    public async Task<Outcome<Bill>> RunAsync(Actor actor, Guid stationId, PriceQuestion question, CancellationToken cancel)
    {
        var found = await stations.FindAsync(actor, stationId, cancel);
        return found.IsDone ? question.Answer(found.Value.Terms, found.Value.Zone, time.GetUtcNow()) : found.Refusal;
    }
}
