namespace EvOps.Web.Common;

/// <summary>One thing that happened, for <see cref="Timeline"/>.</summary>
/// <param name="Words">A plain sentence.</param>
/// <param name="Behind">The message it was read from, as it went over the wire; null where there is none.</param>
public sealed record TimelineEntry(DateTimeOffset At, Glyph Glyph, Tone Tone, string Words, string? Behind = null);
