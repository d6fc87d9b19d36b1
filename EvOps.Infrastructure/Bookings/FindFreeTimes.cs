using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Which free times of a station.</summary>
/// <param name="Start">A day of the station (2026-03-29) or a moment in ISO 8601; null: from now on.</param>
/// <param name="End">As <paramref name="Start"/>; a day counts to its end. Null: a week.</param>
/// <param name="SlotMinutes">How long each is.</param>
public sealed record FreeTimesQuestion(Guid StationId, string? Start = null, string? End = null, int SlotMinutes = 60);

/// <summary>Some time of a plug that nobody has.</summary>
/// <param name="ChargePoint">The charger's OCPP identity, as its label says it.</param>
public readonly record struct FreeTime(Guid ConnectorId, int ConnectorNumber, string ChargePoint, Stretch Time);

/// <param name="TimeZone">IANA name; days and slots begin by this clock.</param>
public sealed record FreeTimes(Guid StationId, string TimeZone, IReadOnlyList<FreeTime> Slots);

/// <summary>
/// What can be booked: each day of the station is cut into slots from its midnight on, as long in real time on days when the clock
/// changes as on any other; what would last beyond the next midnight is none, nor what nobody may book: too short, too long, too far ahead. Plug by plug,
/// in order of time.
/// </summary>
public sealed class FindFreeTimes(AvailabilityBoard board, FreeTimesMemory memory, IOptions<BookingsOptions> options, TimeProvider time)
{
    public const int LongestSlot = 1440, MostDays = 31, MostSlots = 20_000, UsualDays = 7;

    public async Task<Outcome<FreeTimes>> RunAsync(Actor actor, FreeTimesQuestion question, CancellationToken cancel)
    {
        if (!actor.May(Permission.ViewNetwork) && actor.Require(Permission.ChargeOwn, "see what is free").Refusal is { } forbidden) return forbidden;
        if (await board.ReadAsync(question.StationId, cancel) is not { } plan) return Refuse.NotFound("station_not_found", "There is no station with this id.");

        var (now, limits) = (time.GetUtcNow(), options.Value.Limits);
        if (memory.Find(plan, question, now) is { } known) return known;

        var asked = Range(question, plan.Clock, limits, now);
        if (!asked.IsDone) return asked.Refusal;
        if (!plan.IsActive) return new FreeTimes(plan.StationId, plan.TimeZone, []);

        var length = TimeSpan.FromMinutes(question.SlotMinutes);
        var slots = Slots(plan.Clock, asked.Value with { From = Later(asked.Value.From, now) }, length).TakeWhile(slot => slot.From <= now + limits.Ahead).Take(MostSlots + 1).ToList();
        var plugs = plan.Plugs.Where(plug => !plug.IsOutOfOrder).ToList();
        if ((long)slots.Count * plugs.Count > MostSlots)
            return Refuse.Invalid("too_many_slots", $"That is more than {MostSlots:N0} slots: ask for fewer days or longer slots.");

        var found = new FreeTimes(plan.StationId, plan.TimeZone, [.. plugs.SelectMany(plug => Free(plan, plug, slots, limits, now))]);
        // The clock takes the first slot away, and ends holds.
        if (slots.Count > 0) memory.Keep(plan, question, found, now, plan.NextEndOfHold(now) is { } end && end < slots[0].From ? end : slots[0].From);
        return found;
    }

    private static IEnumerable<FreeTime> Free(StationPlan plan, PlannedPlug plug, List<Stretch> slots, BookingLimits limits, DateTimeOffset now)
    {
        if (slots.Count == 0) yield break;

        var (busy, at) = (plan.Busy(plug, new(slots[0].From, slots[^1].To), limits, now), 0);
        foreach (var slot in slots)
        {
            while (at < busy.Count && busy[at].To <= slot.From) at++;
            if (at == busy.Count || !busy[at].Overlaps(slot)) yield return new(plug.Id, plug.Number, plug.Charger, slot);
        }
    }

    private static IEnumerable<Stretch> Slots(StationClock clock, Stretch within, TimeSpan length)
    {
        for (var day = clock.DayOf(within.From); clock.Midnight(day) < within.To; day = day.AddDays(1))
        {
            var (midnight, next) = (clock.Midnight(day), clock.Midnight(day.AddDays(1)));
            for (var slot = new Stretch(midnight, midnight + length); slot.To <= next && slot.To <= within.To; slot = new(slot.To, slot.To + length))
                if (slot.From >= within.From) yield return slot;
        }
    }

    private static Outcome<Stretch> Range(FreeTimesQuestion question, StationClock clock, BookingLimits limits, DateTimeOffset now)
    {
        var (shortest, longest) = ((int)limits.Shortest.TotalMinutes, Math.Min(LongestSlot, (int)limits.Longest.TotalMinutes));
        var (from, to) = (Moment(question.Start, clock, isEnd: false), Moment(question.End, clock, isEnd: true));
        var errors = new FieldErrors();
        errors.Check(question.SlotMinutes >= shortest && question.SlotMinutes <= longest, "slotDurationMinutes", $"A slot takes {shortest} to {longest} minutes, as a booking does.");
        errors.Check(from is not null || string.IsNullOrWhiteSpace(question.Start), "startDate", "startDate is a day such as 2026-11-20 or a time in ISO 8601.");
        errors.Check(to is not null || string.IsNullOrWhiteSpace(question.End), "endDate", "endDate is a day such as 2026-11-20 or a time in ISO 8601.");
        if (errors.Refusal is { } unreadable) return unreadable;

        var begin = from ?? now;
        var range = new Stretch(begin, to ?? clock.Midnight(clock.DayOf(begin).AddDays(UsualDays)));
        errors.Check(range.To > range.From, "endDate", "The end comes after the start.");
        errors.Check(clock.ByTheClock(range) <= TimeSpan.FromDays(MostDays), "endDate", $"At most {MostDays} days can be asked for at once.");
        return errors.Refusal is { } wrong ? wrong : range;
    }

    private static DateTimeOffset? Moment(string? text, StationClock clock, bool isEnd)
    {
        if (DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.Year is > 1970 and < 9000 ? clock.Midnight(isEnd ? day.AddDays(1) : day) : null;

        // A plus in an address is a blank, unless whoever wrote it knew.
        var moment = text?.Trim().Replace(' ', '+');
        return moment?.Contains('T', StringComparison.Ordinal) == true
            && DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1970 and < 9000 ? at : null;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
