using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>
/// One run of a node of this house: from its start to the last moment at which it said that it lives, each minute and when it closes.
/// What lies between two runs is time in which no charger could be connected, however it fared.
/// </summary>
public sealed class HouseRun
{
    public HouseRun(Guid id, string node, DateTimeOffset now) => (Id, Node, StartedAt, AliveAt) = (id, node, now, now);

    private HouseRun()
    {
    }

    public Guid Id { get; private init; }

    public string Node { get; private init; } = "";

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset AliveAt { get; private set; }

    public Stretch Time => new(StartedAt, AliveAt);

    public void Lives(DateTimeOffset now) => AliveAt = now > AliveAt ? now : AliveAt;
}
