using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Web.Sessions;

/// <summary>A row of the monitor: a session with its figures at one moment.</summary>
/// <param name="EndedAt">When it left the open sessions; it stays for a minute, greyed.</param>
/// <param name="IsNew">Came while somebody was looking.</param>
public sealed record MonitorRow(LiveSession Session, LiveFigures Figures, DateTimeOffset? EndedAt, bool IsNew);

/// <summary>How the monitor's list is asked for: all of it stands in the address.</summary>
public sealed record MonitorQuery(string? Search, SessionState? State, Guid? StationId, string Sort)
{
    public const string UsualSort = "-since";

    /// <summary>What a phone offers instead of column heads.</summary>
    public static readonly (string Sort, string Words)[] Sorts =
    [
        ("-since", "Newest first"), ("since", "Oldest first"), ("-power", "Most power"), ("-energy", "Most energy"), ("-cost", "Highest cost"),
        ("soc", "Emptiest battery"), ("-soc", "Fullest battery"), ("station", "Station"), ("driver", "Driver"), ("state", "State"),
    ];

    public bool Takes(MonitorRow row) =>
        (State is null || row.Figures.State == State)
        && (StationId is null || row.Session.StationId == StationId)
        && (Search is null || Words(row.Session).Any(word => word?.Contains(Search, StringComparison.OrdinalIgnoreCase) == true));

    public IEnumerable<MonitorRow> Order(IEnumerable<MonitorRow> rows)
    {
        var isDescending = Sort.StartsWith('-');
        Func<MonitorRow, IComparable?> key = Sort.TrimStart('-') switch
        {
            "station" => row => row.Session.StationName ?? row.Session.ChargePointIdentity,
            "driver" => row => row.Session.DriverName ?? row.Session.IdTag,
            "power" => row => row.Figures.PowerW,
            "energy" => row => row.Figures.EnergyWh,
            "soc" => row => row.Figures.SocPercent,
            "cost" => row => row.Figures.Cost?.MinorUnits,
            "state" => row => row.Figures.State,
            _ => row => row.Session.RequestedAt,
        };
        var sorted = isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        return sorted.ThenBy(row => row.Session.Id);
    }

    private static IEnumerable<string?> Words(LiveSession session) =>
        [session.StationName, session.ChargePointIdentity, session.DriverName, session.IdTag, session.Id.ToString()];
}

/// <summary>
/// What one open monitor page remembers between two looks: who was there, who has just left, and in which order they stand.
/// Sorted by a live value the rows would change places all the time; they do so every five seconds instead.
/// </summary>
public sealed class MonitorList
{
    private static readonly TimeSpan Stays = TimeSpan.FromMinutes(1), Steady = TimeSpan.FromSeconds(5), New = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Guid, MonitorRow> known = [];
    private readonly Dictionary<Guid, DateTimeOffset> came = [];
    private Dictionary<Guid, int> places = [];
    private MonitorQuery? placedFor;
    private DateTimeOffset placedAt;
    private bool hasLooked;

    /// <summary>Rows by state, before the filter on state.</summary>
    public IReadOnlyDictionary<SessionState, int> Counts { get; private set; } = new Dictionary<SessionState, int>();

    /// <summary>When this list changes although nothing happens; null when it does not.</summary>
    public TimeSpan? ChangesIn { get; private set; }

    /// <summary>A session of the list, filtered out or not; null once it is gone.</summary>
    public MonitorRow? Find(Guid session) => known.GetValueOrDefault(session);

    /// <param name="open">The sessions open now.</param>
    /// <param name="endState">How a session ended that is not among them any more; null where nobody heard.</param>
    public MonitorRow[] Look(
        IEnumerable<LiveSession> open, Func<Guid, SessionState?> endState, MonitorQuery query, DateTimeOffset now)
    {
        Follow(open, endState, now);
        var inReach = known.Values.Where((query with { State = null }).Takes).ToList();
        Counts = inReach.CountBy(row => row.Figures.State).ToDictionary();
        var taken = inReach.Where(query.Takes).ToList();
        Place(taken, query, now);
        return [.. taken.OrderBy(row => places[row.Session.Id])];
    }

    private void Follow(IEnumerable<LiveSession> open, Func<Guid, SessionState?> endState, DateTimeOffset now)
    {
        var gone = known.Keys.ToHashSet();
        foreach (var session in open)
        {
            gone.Remove(session.Id);
            if (hasLooked && !known.ContainsKey(session.Id)) came[session.Id] = now;
            var isNew = came.TryGetValue(session.Id, out var at) && now - at < New;
            known[session.Id] = new(session, session.Figures, EndedAt: null, isNew);
        }
        hasLooked = true;

        foreach (var id in gone)
        {
            var row = known[id];
            if (row.EndedAt is { } endedAt && now - endedAt >= Stays)
            {
                known.Remove(id);
                came.Remove(id);
                continue;
            }

            var figures = row.Figures with { State = endState(id) ?? SessionState.Completed, PowerW = null };
            known[id] = row with { Figures = figures, EndedAt = row.EndedAt ?? now, IsNew = false };
        }
        ChangesIn = known.Values.Min(row => row.EndedAt) is { } first ? first + Stays - now : null;
    }

    private void Place(List<MonitorRow> taken, MonitorQuery query, DateTimeOffset now)
    {
        var isPlaced = placedFor == query && now - placedAt < Steady && taken.TrueForAll(row => places.ContainsKey(row.Session.Id));
        if (isPlaced) return;

        (placedFor, placedAt) = (query, now);
        places = query.Order(taken).Select((row, place) => (row.Session.Id, place)).ToDictionary();
    }
}
