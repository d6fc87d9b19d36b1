using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Whose sessions a person may see: everybody's who may see the network, else those charged with a tag of their own.</summary>
internal static class SessionAccess
{
    public static Outcome MaySee(Actor actor) =>
        actor.May(Permission.ViewNetwork) ? Outcome.Done : actor.Require(Permission.ChargeOwn, "see sessions");

    public static IQueryable<Session> SeenBy(this IQueryable<Session> sessions, Actor actor) =>
        actor.May(Permission.ViewNetwork) ? sessions : sessions.Where(s => s.DriverId != null && s.DriverId == actor.UserId);

    public static Refusal? Refusal(Actor actor, Guid? driverId) =>
        actor.May(Permission.ViewNetwork) || (actor.UserId is { } me && driverId == me)
            ? MaySee(actor).Refusal
            : Refuse.Forbidden("This session is not yours.");

    public static Refusal NotFound => Refuse.NotFound("session_not_found", "There is no such session.");
}
