using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>The rules of one room.</summary>
/// <param name="About">What they are about: "chargers".</param>
public sealed record RulesOfRoom(string About, IReadOnlyList<AlertRule> Rules);

/// <summary>What is watched here, and who is told.</summary>
/// <param name="TellFrom">From this severity on staff is told.</param>
/// <param name="MailIsOn">They are told by mail as well, where they want it.</param>
public sealed record WatchedHere(IReadOnlyList<RulesOfRoom> Rooms, AlertSeverity TellFrom, bool MailIsOn);

/// <summary>What is watched, in words: whoever relies on alerts has to know which there are, and which there are not.</summary>
public sealed class ListRules(IEnumerable<IAlertSource> sources, IOptions<AlertsOptions> options, IOptions<MailOptions> mail)
{
    public Outcome<WatchedHere> Run(Actor actor)
    {
        if (actor.Require(Permission.ViewNetwork, "see what is watched").Refusal is { } forbidden) return forbidden;

        return new WatchedHere([.. sources.Select(source => new RulesOfRoom(source.About, source.Rules)).OrderBy(room => room.About, StringComparer.Ordinal)], options.Value.TellFrom, mail.Value.IsOn);
    }
}
