using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Free times as they were last worked out, for the many programs that ask the same. They hold as long as the plan that they were
/// made from, which every write replaces, and until the clock alone changes them.
/// </summary>
public sealed class FreeTimesMemory : IDisposable
{
    // Some forty megabytes with the bytes of their answers.
    private const int MostSlots = 200_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly MemoryCache known = new(Options.Create(new MemoryCacheOptions { SizeLimit = MostSlots }));

    public void Dispose() => known.Dispose();

    /// <returns>Null where they are not remembered, or not for this moment.</returns>
    internal FreeTimes? Find(StationPlan plan, FreeTimesQuestion question, DateTimeOffset now) =>
        known.TryGetValue(new Key(plan, question), out Kept? kept) && now >= kept!.From && now < kept.Until ? kept.Times : null;

    /// <param name="plan">What they were made from.</param>
    /// <param name="question">What they answer.</param>
    /// <param name="times">The answer.</param>
    /// <param name="now">From when it holds.</param>
    /// <param name="until">When the clock changes it.</param>
    internal void Keep(StationPlan plan, FreeTimesQuestion question, FreeTimes times, DateTimeOffset now, DateTimeOffset until)
    {
        if (until > now) known.Set(new Key(plan, question), new Kept(times, now, until), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Longest, Size = times.Slots.Count + 1 });
    }

    private sealed record Kept(FreeTimes Times, DateTimeOffset From, DateTimeOffset Until);

    // Of this very plan: one that was read later says something else, or may.
    private sealed class Key(StationPlan plan, FreeTimesQuestion question) : IEquatable<Key>
    {
        private readonly StationPlan plan = plan;
        private readonly FreeTimesQuestion question = question;

        public bool Equals(Key? other) => other is not null && ReferenceEquals(plan, other.plan) && question == other.question;

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => question.GetHashCode();
    }
}
