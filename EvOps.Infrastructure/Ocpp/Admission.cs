using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>User and password of HTTP Basic, the password as the bytes it came in (ocpp.md X10).</summary>
public sealed record BasicCredentials(string User, byte[] Password);

/// <summary>Whether a charger may come in: who it is, whether its key is right, and what happens to one nobody knows.</summary>
public sealed class Admission(IDbContextFactory<EvOpsDb> databases, IOptions<OcppOptions> options, FaultBook faults, LiveFeed live, TimeProvider time)
{
    /// <summary>The refusal of one that offers nothing that is spoken here.</summary>
    public const string NoCommonSubprotocol = "no_common_subprotocol";

    /// <summary>Who is let in is written down as connected. Who is not, with the reason, so that its page can tell.</summary>
    /// <param name="offered">The subprotocols it speaks.</param>
    public async Task<Outcome<AdmittedChargePoint>> AskAsync(string identity, BasicCredentials? credentials, IReadOnlyCollection<string> offered, CancellationToken cancel)
    {
        if (!ChargePoint.IsLegalIdentity(identity)) return Unknown(identity);

        var (outcome, tell) = await Races.DecideAgainAsync(() => TryAsync(identity, credentials, offered, cancel));
        tell?.Invoke();
        return outcome;
    }

    private async Task<(Outcome<AdmittedChargePoint> Outcome, Action? Tell)> TryAsync(
        string identity, BasicCredentials? credentials, IReadOnlyCollection<string> offered, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        var isNew = chargePoint is null;
        if (chargePoint is null)
        {
            if (options.Value.UnknownChargePoints == UnknownChargePoints.Reject) return (Unknown(identity), null);
            chargePoint = new ChargePoint(Ids.New(now), identity, options.Value.UnknownChargePoints == UnknownChargePoints.Accept, now);
            db.ChargePoints.Add(chargePoint);
        }
        else if (chargePoint.Identity != identity)
        {
            // A database that compares without regard to case found another charger.
            return (Unknown(identity), null);
        }

        void TellChanged() => live.Publish(new ChargePointChanged(chargePoint.Id, identity));
        if (StandsAgainst(chargePoint, credentials, offered) is var (refusal, why))
        {
            var isNews = chargePoint.NoteRefused(why, now);
            if (isNews) await db.SaveChangesAsync(cancel);
            return (refusal, isNews ? TellChanged : null);
        }

        chargePoint.Connected("1.6", now);
        db.StatusLog.Add(StatusLogEntry.OfConnection(chargePoint.Id, isOnline: true, now));
        FaultBook.AddSnapshot(db, chargePoint, isOnline: true, now);
        var tell = await faults.SeeReturnAsync(db, chargePoint, now, cancel);
        await db.SaveChangesAsync(cancel);
        var admitted = new AdmittedChargePoint(
            chargePoint.Id, identity, chargePoint.IsApproved, chargePoint.LastBootAt is null ? null : chargePoint.BootStatus,
            chargePoint.HeartbeatSeconds, chargePoint.Allowances, chargePoint.AnswerDelayMilliseconds);
        return (admitted, isNew ? () => { tell?.Invoke(); TellChanged(); } : tell);
    }

    /// <summary>What the charger is told, and what the operator is.</summary>
    private static (Refusal Refusal, string Why)? StandsAgainst(ChargePoint chargePoint, BasicCredentials? credentials, IReadOnlyCollection<string> offered)
    {
        if (!HasRightKey(chargePoint, credentials))
            return (Refuse.Forbidden("Authorization failed."), credentials is null ? "It showed no authorization key." : "It showed a wrong authorization key, or another user.");
        if (offered.Contains(OcppEndpoint.Subprotocol) || (offered.Count == 0 && chargePoint.Allowances.HasFlag(ChargePointAllowances.NoSubprotocol))) return null;
        return (
            Refuse.Invalid(NoCommonSubprotocol, $"Offer the subprotocol {OcppEndpoint.Subprotocol}."),
            offered.Count == 0 ? $"It offered no subprotocol; {OcppEndpoint.Subprotocol} is spoken here." : $"It offered {string.Join(", ", offered)}; {OcppEndpoint.Subprotocol} is spoken here.");
    }

    // The user must be the charger of the URL (OCPP 2.0.1 A00.FR.204, good practice on 1.6 too).
    private static bool HasRightKey(ChargePoint chargePoint, BasicCredentials? credentials) =>
        chargePoint.KeyHash is not { } hash
        || (credentials is not null && credentials.User == chargePoint.Identity && AuthorizationKey.Matches(hash, credentials.Password));

    private static Refusal Unknown(string identity) => Refuse.NotFound("charge_point_not_found", $"Charge point {identity} is not known here.");
}
