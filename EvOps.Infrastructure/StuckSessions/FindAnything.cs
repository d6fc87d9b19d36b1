using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What can be found, in the order in which it is shown.</summary>
public enum FoundKind
{
    Session,
    Connector,
    Driver,
    Tag,
    Charger,
    Station,
}

/// <summary>How well something answers to what was typed, the best first.</summary>
public enum FoundRank
{
    Exact,
    Prefix,
    Contains,
}

/// <summary>One thing that answers to what was typed.</summary>
/// <param name="Id">How its kind is named: a Guid of a session, connector, driver or station; a charger's OCPP identity; a tag.</param>
/// <param name="Title">The one word a person knows it by.</param>
/// <param name="Detail">What tells it from its neighbours.</param>
/// <param name="ChargePoint">Of a connector: its charger's OCPP identity.</param>
public sealed record Found(FoundKind Kind, string Id, string Title, string Detail, FoundRank Rank, string? ChargePoint = null);

/// <summary>All that answers to what was typed.</summary>
/// <param name="Text">What was typed, trimmed.</param>
/// <param name="Hits">Kind by kind, the kind with the best hit first, and within it the best first.</param>
public sealed record FoundThings(string Text, IReadOnlyList<Found> Hits)
{
    /// <summary>
    /// What is meant beyond doubt; null where it may be one of several. Somebody is told about a session and its cost, and it must not
    /// be another driver's.
    /// </summary>
    public Found? Meant => Hits.Count == 0 ? null : Hits.Where(hit => hit.Rank == Hits.Min(h => h.Rank)).GroupBy(hit => hit.Kind).OrderBy(kind => Precedence(kind.Key)).First().ToList() switch
    {
        // A charger with one plug is its plug.
        [{ Kind: FoundKind.Charger, Rank: FoundRank.Exact } charger] => Hits.Where(hit => hit.Kind == FoundKind.Connector && hit.ChargePoint == charger.Id).ToList() is [var plug] ? plug : charger,
        [var one] => one,
        _ => null,
    };

    // Who types the name of a driver means the driver and not one of his sessions, which answer to it, too.
    private static int Precedence(FoundKind kind) => kind switch
    {
        FoundKind.Connector => 0,
        FoundKind.Driver => 1,
        FoundKind.Tag => 2,
        FoundKind.Session => 3,
        FoundKind.Charger => 4,
        FoundKind.Station => 5,
    };
}

/// <summary>
/// Finds whatever a person types or reads out: a connector's code, a charger, a station, a session by any of its ids or the short one
/// of the lists, a tag, a driver by name, address or the end of his phone number. Stations, chargers, tags and people are few and
/// looked through; sessions are many and only asked for keys they are indexed by.
/// </summary>
public sealed class FindAnything(IDbContextFactory<EvOpsDb> databases)
{
    public const int ShortestText = 2, LongestText = 100, MostOfAKind = 8;

    // Of more people than this nobody's past sessions are looked for: the name is not the whole name yet.
    private const int MostPasts = 3;

    private const int ShortestPartOfId = 6;

    // Behind every letter a tag has: see SessionSearch.
    private const char LastLetter = '\u9FA5';

    public async Task<Outcome<FoundThings>> RunAsync(Actor actor, string? typed, CancellationToken cancel)
    {
        var text = typed?.Trim() ?? "";
        if (actor.Require(Permission.ViewNetwork, "search the network").Refusal is { } forbidden) return forbidden;
        if (text.Length is < ShortestText or > LongestText) return Refuse.InvalidField("q", $"Search for {ShortestText} to {LongestText} characters.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        var stations = await StationsAsync(db, text, cancel);
        var chargers = await ChargersAsync(db, text, cancel);
        var connectors = await ConnectorsAsync(db, text, cancel);
        var tags = MayTags(actor) ? await TagsAsync(db, text, cancel) : [];
        var drivers = MayDrivers(actor) ? await DriversAsync(db, actor, text, cancel) : [];
        var sessions = await SessionsAsync(db, text, connectors, chargers, tags, drivers, cancel);

        Found[] hits = [.. sessions, .. connectors.Select(c => c.Hit), .. drivers.Select(d => d.Hit), .. tags, .. chargers.Select(c => c.Hit), .. stations];
        return new FoundThings(text, [.. hits.GroupBy(hit => hit.Kind).OrderBy(kind => kind.Min(hit => hit.Rank)).ThenBy(kind => kind.Key).SelectMany(kind => kind)]);
    }

    // A tag is what a session is started with: who may do that may look one up.
    private static bool MayTags(Actor actor) => actor.May(Permission.ManageTags) || actor.May(Permission.ControlSessions);

    private static bool MayDrivers(Actor actor) => actor.May(Permission.ManageTags) || MaySeePhones(actor);

    private static bool MaySeePhones(Actor actor) => actor.May(Permission.ManageUsers) || actor.May(Permission.ManageWallets);

    private static async Task<List<Found>> StationsAsync(EvOpsDb db, string text, CancellationToken cancel)
    {
        var (exactly, beginning, containing) = (Like.Exactly(text), Like.Beginning(text), Like.Containing(text));
        var found = await db.Stations.AsNoTracking()
            .Where(s => EF.Functions.Like(s.Name, containing, Like.Escape))
            .Select(s => new { s.Id, s.Name, s.Address, Rank = EF.Functions.Like(s.Name, exactly, Like.Escape) ? 0 : EF.Functions.Like(s.Name, beginning, Like.Escape) ? 1 : 2 })
            .OrderBy(s => s.Rank).ThenBy(s => s.Name).ThenBy(s => s.Id).Take(MostOfAKind).ToListAsync(cancel);
        return [.. found.Select(s => new Found(FoundKind.Station, s.Id.ToString(), s.Name, s.Address ?? FoundWords.NoAddress, (FoundRank)s.Rank))];
    }

    private readonly record struct FoundCharger(Guid Id, Found Hit);

    private static async Task<List<FoundCharger>> ChargersAsync(EvOpsDb db, string text, CancellationToken cancel)
    {
        var (exactly, beginning, containing) = (Like.Exactly(text), Like.Beginning(text), Like.Containing(text));
        var stations = db.Stations;
        var found = await db.ChargePoints.AsNoTracking()
            .Where(c => EF.Functions.Like(c.Identity, containing, Like.Escape))
            .Select(c => new
            {
                c.Id,
                c.Identity,
                c.Vendor,
                c.Model,
                Station = stations.Where(s => s.Id == c.StationId).Select(s => s.Name).FirstOrDefault(),
                Rank = EF.Functions.Like(c.Identity, exactly, Like.Escape) ? 0 : EF.Functions.Like(c.Identity, beginning, Like.Escape) ? 1 : 2,
            })
            .OrderBy(c => c.Rank).ThenBy(c => c.Identity).Take(MostOfAKind).ToListAsync(cancel);
        return [.. found.Select(c => new FoundCharger(c.Id, new Found(FoundKind.Charger, c.Identity, c.Identity, FoundWords.OfCharger(c.Station, c.Vendor, c.Model), (FoundRank)c.Rank)))];
    }

    private readonly record struct FoundPlug(Guid Id, Found Hit);

    /// <summary>By the code on the plug: charger/number or charger-number, or as it is said aloud, "charger connector number". The charger alone begins the codes of all its plugs.</summary>
    private static async Task<List<FoundPlug>> ConnectorsAsync(EvOpsDb db, string text, CancellationToken cancel)
    {
        var whole = Like.Exactly(text);
        var (withSlash, withDash) = (CodeOf(text, '/') ?? CodeOf(text.Replace(" connector ", " ", StringComparison.OrdinalIgnoreCase), ' '), CodeOf(text, '-'));
        var (slashed, slashedNumber) = (Like.Exactly(withSlash?.Identity ?? ""), withSlash?.Number ?? 0);
        var (dashed, dashedNumber) = (Like.Exactly(withDash?.Identity ?? ""), withDash?.Number ?? 0);
        var stations = db.Stations;
        var found = await db.ChargePoints.AsNoTracking()
            .SelectMany(c => c.Connectors, (c, k) => new { Charger = c, Plug = k })
            .Where(p => EF.Functions.Like(p.Charger.Identity, whole, Like.Escape)
                || p.Plug.Number == slashedNumber && EF.Functions.Like(p.Charger.Identity, slashed, Like.Escape)
                || p.Plug.Number == dashedNumber && EF.Functions.Like(p.Charger.Identity, dashed, Like.Escape))
            .Select(p => new
            {
                p.Plug.Id,
                p.Charger.Identity,
                p.Plug.Number,
                p.Plug.Type,
                p.Plug.MaxPowerW,
                Station = stations.Where(s => s.Id == p.Charger.StationId).Select(s => s.Name).FirstOrDefault(),
                Rank = EF.Functions.Like(p.Charger.Identity, whole, Like.Escape) ? 1 : 0,
            })
            .OrderBy(p => p.Rank).ThenBy(p => p.Identity).ThenBy(p => p.Number).Take(MostOfAKind).ToListAsync(cancel);
        return [.. found.Select(p => new FoundPlug(p.Id, new Found(
            FoundKind.Connector, p.Id.ToString(), $"{p.Identity}/{p.Number}", FoundWords.OfConnector(p.Station, p.Type, p.MaxPowerW), (FoundRank)p.Rank, p.Identity)))];
    }

    private static (string Identity, int Number)? CodeOf(string text, char between)
    {
        var at = text.LastIndexOf(between);
        return at > 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? (text[..at].TrimEnd(), number) : null;
    }

    private static async Task<List<Found>> TagsAsync(EvOpsDb db, string text, CancellationToken cancel)
    {
        var (exactly, beginning, containing) = (Like.Exactly(text), Like.Beginning(text), Like.Containing(text));
        var people = db.People;
        var found = await db.IdTags.AsNoTracking()
            .Where(t => EF.Functions.Like(t.Value, containing, Like.Escape))
            .Select(t => new
            {
                t.Value,
                t.Status,
                Owner = people.Where(p => p.Id == t.UserId).Select(p => p.DisplayName).FirstOrDefault(),
                Rank = EF.Functions.Like(t.Value, exactly, Like.Escape) ? 0 : EF.Functions.Like(t.Value, beginning, Like.Escape) ? 1 : 2,
            })
            .OrderBy(t => t.Rank).ThenBy(t => t.Value).Take(MostOfAKind).ToListAsync(cancel);
        return [.. found.Select(t => new Found(FoundKind.Tag, t.Value, t.Value, FoundWords.OfTag(t.Owner, t.Status), (FoundRank)t.Rank))];
    }

    private readonly record struct FoundDriver(Guid Id, Found Hit);

    private static async Task<List<FoundDriver>> DriversAsync(EvOpsDb db, Actor actor, string text, CancellationToken cancel)
    {
        var (exactly, beginning, containing) = (Like.Exactly(text), Like.Beginning(text), Like.Containing(text));
        var digits = MaySeePhones(actor) ? Phone.PartOf(text) : null;
        var (number, first, last) = ($"+{digits}", $"+{digits}%", $"%{digits}");
        var (links, tags, driver) = (db.PersonRoles, db.IdTags, RoleRows.Id(Role.Driver));
        var found = await db.People.AsNoTracking()
            .Where(p => EF.Functions.Like(p.DisplayName, containing, Like.Escape) || EF.Functions.Like(p.Email!, containing, Like.Escape)
                || digits != null && (EF.Functions.Like(p.PhoneNumber!, first) || EF.Functions.Like(p.PhoneNumber!, last)))
            .Where(p => links.Any(r => r.UserId == p.Id && r.RoleId == driver) || tags.Any(t => t.UserId == p.Id))
            .Select(p => new
            {
                p.Id,
                p.DisplayName,
                p.Email,
                p.PhoneNumber,
                Rank = EF.Functions.Like(p.DisplayName, exactly, Like.Escape) || EF.Functions.Like(p.Email!, exactly, Like.Escape) || digits != null && p.PhoneNumber == number ? 0
                    : EF.Functions.Like(p.DisplayName, beginning, Like.Escape) || EF.Functions.Like(p.Email!, beginning, Like.Escape) || digits != null && EF.Functions.Like(p.PhoneNumber!, first) ? 1
                    : 2,
            })
            .OrderBy(p => p.Rank).ThenBy(p => p.DisplayName).ThenBy(p => p.Id).Take(MostOfAKind).ToListAsync(cancel);
        return [.. found.Select(p => new FoundDriver(p.Id, new Found(
            FoundKind.Driver, p.Id.ToString(), p.DisplayName, FoundWords.OfDriver(p.Email, MaySeePhones(actor) ? p.PhoneNumber : null), (FoundRank)p.Rank)))];
    }

    /// <summary>Those named by an id or a tag, then the open ones and the newest of what else was found.</summary>
    private static async Task<List<Found>> SessionsAsync(
        EvOpsDb db, string text, List<FoundPlug> plugs, List<FoundCharger> chargers, List<Found> tags, List<FoundDriver> drivers, CancellationToken cancel)
    {
        Dictionary<Guid, FoundRank> ranks = [];
        var all = db.Sessions.AsNoTracking();

        await AddAsync(FoundRank.Exact, ByWholeId(all, text));
        if (PartOfId(text) is { } part)
        {
            await AddAsync(FoundRank.Prefix, ByEndOfId(all, part));
            await AddAsync(FoundRank.Prefix, ByBeginningOfId(all, part));
        }

        var tag = IdTag.Normalise(text);
        var last = tag + LastLetter;
        await AddAsync(FoundRank.Exact, all.Where(s => s.IdTag == tag));

        // Open ones are few, and behind an index of their own.
        var plugIds = plugs.Select(p => p.Id).ToList();
        var chargerIds = chargers.Select(c => c.Id).ToList();
        var driverIds = drivers.Select(d => (Guid?)d.Id).ToList();
        var tagValues = tags.Select(t => t.Id).ToList();
        await AddAsync(FoundRank.Contains, all.Where(s => s.EndedAt == null && (plugIds.Contains(s.ConnectorId) || chargerIds.Contains(s.ChargePointId) || driverIds.Contains(s.DriverId)
            || tagValues.Contains(s.IdTag) || s.IdTag.CompareTo(tag) >= 0 && s.IdTag.CompareTo(last) < 0)));

        // Each by itself, so that its index gives the newest and nothing is sorted.
        foreach (var plug in plugs.Where(p => p.Hit.Rank == FoundRank.Exact)) await AddAsync(FoundRank.Contains, all.Where(s => s.ConnectorId == plug.Id));
        foreach (var charger in chargers.Where(c => c.Hit.Rank == FoundRank.Exact)) await AddAsync(FoundRank.Contains, all.Where(s => s.ChargePointId == charger.Id));
        if (drivers.Count <= MostPasts)
            foreach (var driver in drivers) await AddAsync(FoundRank.Contains, all.Where(s => s.DriverId == driver.Id));
        if (tags.Count <= MostPasts)
            foreach (var known in tags) await AddAsync(FoundRank.Contains, all.Where(s => s.IdTag == known.Id));

        if (ranks.Count == 0) return [];
        var ids = ranks.Keys.ToList();
        var rows = await SessionRows.Of(db, all.Where(s => ids.Contains(s.Id))).ToListAsync(cancel);
        return [.. rows.OrderBy(r => ranks[r.Id]).ThenByDescending(r => r.IsOpen).ThenByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id).Take(MostOfAKind)
            .Select(r => new Found(FoundKind.Session, r.Id.ToString(), FoundWords.TitleOf(r), FoundWords.Of(r), ranks[r.Id]))];

        async Task AddAsync(FoundRank rank, IQueryable<Session>? some)
        {
            if (some is null) return;
            foreach (var id in await some.OrderByDescending(s => s.RequestedAt).Select(s => s.Id).Take(MostOfAKind).ToListAsync(cancel)) ranks.TryAdd(id, rank);
        }
    }

    private static IQueryable<Session>? ByWholeId(IQueryable<Session> all, string text) =>
        Guid.TryParse(text, out _) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? SessionIds.Named(all, text) : null;

    // Hexadecimal digits without their dashes, not a whole id.
    private static string? PartOfId(string text)
    {
#pragma warning disable CA1308 // A Guid is written small.
        var part = text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
#pragma warning restore CA1308
        return part.Length is >= ShortestPartOfId and < 32 && part.All(char.IsAsciiHexDigit) ? part : null;
    }

    // What lists show of an id, or the first digits of that, or more of the end than they show.
    private static IQueryable<Session> ByEndOfId(IQueryable<Session> all, string part)
    {
        var (from, to) = part.Length >= Session.ShortIdLength ? (part[^Session.ShortIdLength..], part[^Session.ShortIdLength..]) : (part, part + 'g');
        var found = all.Where(s => s.ShortId.CompareTo(from) >= 0 && s.ShortId.CompareTo(to) <= 0);
        if (part.Length <= Session.ShortIdLength) return found;

        var end = $"%{Dashed(part)}";
        return found.Where(s => EF.Functions.Like(s.Id.ToString(), end));
    }

    // The last twelve digits stand together; before them a dash after every fourth.
    private static string Dashed(string end)
    {
        for (var at = end.Length - 12; at > 0; at -= 4) end = end.Insert(at, "-");
        return end;
    }

    // A version 7 Guid begins with its time in milliseconds: no database need look at the ids themselves (SQL Server sorts them by their end).
    private static IQueryable<Session>? ByBeginningOfId(IQueryable<Session> all, string part)
    {
        const int digitsOfTime = 12;
        var time = part.Length > digitsOfTime ? part[..digitsOfTime] : part;
        var (from, to) = (MillisecondsOf(time.PadRight(digitsOfTime, '0')), MillisecondsOf(time.PadRight(digitsOfTime, 'f')));
        if (to is null || from is null) return null;

        var (earliest, latest) = (from.Value, to.Value.AddMilliseconds(1));
        var found = all.Where(s => s.RequestedAt >= earliest && s.RequestedAt < latest);
        if (part.Length <= digitsOfTime) return found;

        var beginning = Guid.Parse(part.PadRight(32, '0')).ToString();
        var dashes = part.Length switch { > 20 => 4, > 16 => 3, > 12 => 2, _ => 1 };
        var pattern = beginning[..(part.Length + dashes)] + "%";
        return found.Where(s => EF.Functions.Like(s.Id.ToString(), pattern));
    }

    private static DateTimeOffset? MillisecondsOf(string hex) =>
        long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var ms and < 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
