using System.Globalization;
using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Every outside party may name a session by any of its ids: session id, request id, transaction id.</summary>
public static class SessionIds
{
    public static IQueryable<Session> Named(IQueryable<Session> sessions, string anyId)
    {
        var text = anyId.Trim();
        if (Guid.TryParse(text, out var id)) return sessions.Where(s => s.Id == id || s.RequestId == id);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            ? sessions.Where(s => s.TransactionId == transaction)
            : sessions.Where(s => false);
    }
}
