using System.Globalization;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// What a person types to find a session: any of its ids (whole, or the end of the session id that lists show), the beginning of its
/// tag, a part of the names of its station, charger or driver. Names are looked up where there are few of them; the sessions
/// themselves are only asked for keys they are indexed by, however many there are.
/// </summary>
internal static class SessionSearch
{
    private const int ShortestPartOfId = 6;

    // Behind every letter a tag has, in SQLite's order of bytes and in the collations of SQL Server, which give U+FFFF no weight at all.
    private const char LastLetter = '\u9FA5';

    public static IQueryable<Session> Matching(EvOpsDb db, IQueryable<Session> sessions, string text)
    {
        if (Guid.TryParse(text, out var id)) return sessions.Where(s => s.Id == id || s.RequestId == id);

        var pattern = Like.Containing(text);
        var stations = db.Stations.Where(t => EF.Functions.Like(t.Name, pattern, Like.Escape)).Select(t => (Guid?)t.Id);
        var chargePoints = db.ChargePoints.Where(c => EF.Functions.Like(c.Identity, pattern, Like.Escape)).Select(c => c.Id);
        var drivers = db.People.Where(p => EF.Functions.Like(p.DisplayName, pattern, Like.Escape)).Select(p => (Guid?)p.Id);
        var tags = db.IdTags.Where(t => EF.Functions.Like(t.Value, pattern, Like.Escape)).Select(t => t.Value);
        var (firstTag, lastTag) = (IdTag.Normalise(text), IdTag.Normalise(text) + LastLetter);
        var transaction = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var ids = IdsEndingWith(db, text);
        return sessions.Where(s => s.TransactionId == transaction && transaction != null
            || ids.Contains(s.Id)
            || s.IdTag.CompareTo(firstTag) >= 0 && s.IdTag.CompareTo(lastTag) < 0
            || tags.Contains(s.IdTag)
            || stations.Contains(s.StationId)
            || chargePoints.Contains(s.ChargePointId)
            || drivers.Contains(s.DriverId));
    }

    private static IQueryable<Guid> IdsEndingWith(EvOpsDb db, string text)
    {
        var isPart = text.Length >= ShortestPartOfId && text.All(c => char.IsAsciiHexDigit(c) || c == '-');
        var end = $"%{text}";
        return isPart
            ? db.Sessions.Where(s => EF.Functions.Like(s.Id.ToString(), end)).Select(s => s.Id)
            : db.Sessions.Where(s => false).Select(s => s.Id);
    }
}
