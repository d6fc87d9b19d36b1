using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>What a session would cost by a tariff's newest version.</summary>
public sealed class PreviewTariffPrice(ListTariffs tariffs, TimeProvider time)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The tariff.</param>
    /// <param name="question">How much, how long, from when.</param>
    /// <param name="timeZone">IANA zone that the tariff's times of day are taken in; null: UTC.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Outcome<Bill>> RunAsync(Actor actor, Guid id, PriceQuestion question, string? timeZone, CancellationToken cancel)
    {
        var found = await tariffs.FindAsync(actor, id, cancel);
        if (!found.IsDone) return found.Refusal;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone ?? "UTC", out var zone)) return Refuse.InvalidField("timeZone", "The time zone is an IANA name such as Europe/Berlin.");
        return question.Answer(found.Value.Tariff.Terms, zone, time.GetUtcNow());
    }
}
