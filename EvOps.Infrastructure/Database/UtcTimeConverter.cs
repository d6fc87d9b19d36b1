using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EvOps.Infrastructure.Database;

/// <summary>Times are UTC at rest, in a form that both databases sort (SQLite keeps offsets as text and cannot).</summary>
public sealed class UtcTimeConverter() : ValueConverter<DateTimeOffset, DateTime>(
    time => time.UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
