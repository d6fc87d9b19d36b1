using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;

namespace EvOps.Infrastructure.Sessions;

/// <summary>A point of the live graph: when, watts, register in watt-hours, state of charge in percent.</summary>
public readonly record struct LivePoint(DateTimeOffset At, int? PowerW, long? RegisterWh, int? SocPercent);

/// <summary>What a page shows of an open session at this moment; taken in one piece, so that its figures belong together.</summary>
/// <param name="CurrentMilliamps">Of the last reading; empty where it told none.</param>
/// <param name="VoltageMillivolts">Of the last reading; empty where it told none.</param>
public sealed record LiveFigures(
    SessionState State, DateTimeOffset? StartedAt, DateTimeOffset? LastReadingAt, int? PowerW, long EnergyWh, int? SocPercent, Money? Cost, int? InitialSocPercent,
    PhaseValues CurrentMilliamps, PhaseValues VoltageMillivolts, DateTimeOffset? StopRequestedAt = null, DateTimeOffset? StopOverdueAt = null);

/// <summary>What a reading says of its meter.</summary>
public enum MeterNews
{
    None,

    /// <summary>It told what cannot be, for the first time in this session.</summary>
    Lies,

    /// <summary>It can be believed, as far as one sees.</summary>
    IsSane,
}

/// <summary>
/// An open session in memory: its last reading and a short ring for the graph. The database has everything; this is what makes
/// live pages cheap. Written by the connection of its charger, read by any page.
/// </summary>
public sealed class LiveSession
{
    /// <summary>Ring: about twelve minutes at one point every four seconds.</summary>
    private const int MostPoints = 180;

    /// <summary>Readings in a row after which a meter is believed again.</summary>
    private const int SaneReadings = 3;

    private static readonly TimeSpan PointSpacing = TimeSpan.FromSeconds(4);

    private readonly Lock gate = new();
    private readonly List<LivePoint> ring = [];
    private int ringStart;
    private readonly TariffTerms? terms;
    private readonly TimeZoneInfo zone;
    private CourseKeeper? course;
    private LiveFigures? figures;
    private MeterTrail trail;
    private int? powerW;
    private int? socPercent;
    private PhaseValues current, voltage;
    private SessionState state;
    private long? meterStartWh;
    private DateTimeOffset? startedAt, stopOverdueAt, energyMovedAt, heardAt;
    private HashSet<string>? evidenceTold;
    private int saneInARow;
    private bool hasMeterLied, isMeterSane;

    public LiveSession(Session session, string? stationName, string? stationTimeZone, string? driverName)
    {
        Id = session.Id;
        StationId = session.StationId;
        StationName = stationName;
        TimeZone = stationTimeZone ?? "UTC";
        ChargePointId = session.ChargePointId;
        ChargePointIdentity = session.ChargePointIdentity;
        ConnectorId = session.ConnectorId;
        ConnectorNumber = session.ConnectorNumber;
        IdTag = session.IdTag;
        DriverId = session.DriverId;
        DriverName = driverName;
        RequestedAt = session.RequestedAt;
        terms = session.Terms;
        zone = Session.ZoneOf(session.TimeZone);
        Follow(session);
    }

    public Guid Id { get; }

    public Guid? StationId { get; }

    public string? StationName { get; }

    /// <summary>The station's IANA zone; UTC where it stands nowhere yet.</summary>
    public string TimeZone { get; }

    public Guid ChargePointId { get; }

    public string ChargePointIdentity { get; }

    public Guid ConnectorId { get; }

    public int ConnectorNumber { get; }

    public string IdTag { get; }

    public Guid? DriverId { get; }

    public string? DriverName { get; }

    public DateTimeOffset RequestedAt { get; }

    public int? TransactionId { get; private set; }

    public DateTimeOffset? StopRequestedAt { get; private set; }

    public SessionState State
    {
        get { lock (gate) return state; }
    }

    /// <summary>When the last reading came, by the house's clock; null where none has since the process began to follow it.</summary>
    public DateTimeOffset? HeardAt
    {
        get { lock (gate) return heardAt; }
    }

    /// <summary>When a reading last came with a register that had moved, by the house's clock; from before the process began, as near as is known.</summary>
    public DateTimeOffset? EnergyMovedAt
    {
        get { lock (gate) return energyMovedAt; }
    }

    /// <summary>Null until it began.</summary>
    public DateTimeOffset? StartedAt
    {
        get { lock (gate) return startedAt; }
    }

    /// <summary>Register at the start, watt-hours; null until it began.</summary>
    public long? MeterStartWh
    {
        get { lock (gate) return meterStartWh; }
    }

    public MeterTrail Trail
    {
        get { lock (gate) return trail; }
    }

    public LiveFigures Figures
    {
        get
        {
            lock (gate)
            {
                var energy = meterStartWh is { } first ? MeterRules.SoFarWh(first, trail) : 0;
                return figures ??= new(state, startedAt, trail.LastAt, powerW, energy, socPercent, CostOf(energy), trail.FirstSoc, current, voltage, StopRequestedAt, stopOverdueAt);
            }
        }
    }

    /// <summary>The ring, oldest first.</summary>
    public LivePoint[] Points
    {
        get
        {
            lock (gate) return [.. ring[ringStart..], .. ring[..ringStart]];
        }
    }

    /// <summary>Takes over what the saved row says.</summary>
    public void Follow(Session session)
    {
        lock (gate)
        {
            state = session.State;
            startedAt = session.StartedAt;
            meterStartWh = session.MeterStartWh;
            TransactionId = session.TransactionId;
            (StopRequestedAt, stopOverdueAt) = (session.StopRequestedAt, session.StopOverdueAt);
            if (terms is not null && startedAt is { } began) course ??= new(terms, zone, began);
            figures = null;
        }
    }

    /// <summary>After a restart, or when it is opened again: what the database knew last.</summary>
    public void Resume(MeterTrail known, DateTimeOffset now)
    {
        lock (gate)
        {
            // When its readings came is not known any more: by its own clock, but never later than now.
            heardAt = known.LastAt > now ? now : known.LastAt;
            if (known.LastRegisterWh > meterStartWh) energyMovedAt = heardAt;
            (trail, socPercent, figures) = (known, known.LastSoc, null);
            foreach (var point in known.Points) course?.Add(point);
        }
    }

    /// <summary>A judged reading, already on the disk. Older ones than the last are history and change no figure here.</summary>
    /// <param name="now">When it came.</param>
    public void Apply(MeterSample sample, long? registerWh, DateTimeOffset now)
    {
        lock (gate)
        {
            heardAt = now;
            if (registerWh > (trail.LastRegisterWh ?? meterStartWh)) energyMovedAt = now;
            if (sample.At < trail.LastAt) return;

            powerW = sample.PowerW ?? PowerBetween(trail, registerWh, sample.At);
            socPercent = sample.SocPercent ?? socPercent;
            (current, voltage) = (sample.CurrentMilliamps, sample.VoltageMillivolts);
            trail = new(
                registerWh ?? trail.LastRegisterWh, sample.At, trail.FirstSoc ?? sample.SocPercent, sample.SocPercent ?? trail.LastSoc,
                trail.Power.With(sample.PowerW, sample.At), trail.Idle.With(sample.At, registerWh, sample.PowerW));
            if (registerWh is { } register && meterStartWh is { } first) course?.Add(new(sample.At, register - first));
            figures = null;
            Remember(new(sample.At, powerW, trail.LastRegisterWh, socPercent));
        }
    }

    /// <summary>True the first time this kind of evidence is seen here: the timeline tells it once, the readings keep each.</summary>
    public bool IsFirst(string evidence)
    {
        lock (gate) return (evidenceTold ??= []).Add(evidence);
    }

    /// <summary>A reading was believed, or not. What comes back is news: a lie is once in a session, and over when some in a row are sane.</summary>
    public MeterNews NoteMeter(bool isLie)
    {
        lock (gate)
        {
            if (isLie)
            {
                (saneInARow, isMeterSane) = (0, false);
                if (hasMeterLied) return MeterNews.None;
                hasMeterLied = true;
                return MeterNews.Lies;
            }

            if (isMeterSane || ++saneInARow < SaneReadings) return MeterNews.None;
            isMeterSane = true;
            return MeterNews.IsSane;
        }
    }

    // What it would cost if it ended with its last reading.
    private Money? CostOf(long energyWh)
    {
        if (terms is null) return null;
        var (start, end) = (startedAt ?? RequestedAt, trail.LastAt ?? startedAt ?? RequestedAt);
        return Rating.Of(terms, new(start, trail.Idle.IdleSince ?? end, end, energyWh, course?.Points ?? []), zone).Total;
    }

    // A charger that tells no power: energy over time is the honest average since the reading before.
    private int? PowerBetween(MeterTrail before, long? registerWh, DateTimeOffset at) =>
        registerWh is { } now && before is { LastRegisterWh: { } last, LastAt: { } then } && now >= last && (at - then).TotalSeconds is >= 1 and var seconds
            ? (int)Math.Min(int.MaxValue, (now - last) * 3600 / seconds)
            : powerW;

    private void Remember(LivePoint point)
    {
        var last = ring.Count == 0 ? default : ring[(ringStart + ring.Count - 1) % ring.Count];
        if (ring.Count > 1 && point.At - ring[(ringStart + ring.Count - 2) % ring.Count].At < PointSpacing && last.At != default)
            ring[(ringStart + ring.Count - 1) % ring.Count] = point;
        else if (ring.Count < MostPoints)
            ring.Add(point);
        else
            (ring[ringStart], ringStart) = (point, (ringStart + 1) % MostPoints);
    }
}
