using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>Who prices by a tariff. Told by the room that knows stations, which this one does not.</summary>
public interface ITariffUse
{
    /// <summary>How many stations use each of these; what none uses is left out.</summary>
    Task<IReadOnlyDictionary<Guid, int>> CountAsync(EvOpsDb db, IReadOnlyList<Guid> tariffs, CancellationToken cancel);
}
