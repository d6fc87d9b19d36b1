using System.Globalization;
using System.Reflection;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

/// <summary>Readings go in past EF, so this holds what EF would: every property in its column, in the form EF reads it back in.</summary>
public sealed class MeterStoreTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task EF_reads_back_every_property_that_the_raw_writer_wrote(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        MeterReading[] written = [Full(1), new() { TransactionId = 7, At = DateTimeOffset.UnixEpoch }, Full(2)];

        await AppendAsync(database, written);

        await using var db = database.Open();
        var read = await db.MeterReadings.AsNoTracking().OrderBy(r => r.Id).ToListAsync();
        Assert.Equal(written.Select(Describe), read.Select(Describe));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task What_the_raw_writer_wrote_is_found_by_EF_and_sorts_among_what_EF_wrote(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (raw, byEf) = (Full(1), Full(2));
        await using (var db = database.Open())
        {
            db.Add(byEf);
            await db.SaveChangesAsync();
        }

        await AppendAsync(database, [raw]);

        await using var read = database.Open();
        Assert.Equal([raw.At, byEf.At], await read.MeterReadings.OrderBy(r => r.At).Select(r => r.At).ToListAsync());
        Assert.Equal(1, await read.MeterReadings.CountAsync(r => r.ChargePointId == raw.ChargePointId && r.At == raw.At && r.Context == raw.Context));
    }

    /// <summary>A value of its own in every property, so that no two columns can be mixed up unseen.</summary>
    private static MeterReading Full(int seed)
    {
        var reading = new MeterReading();
        var value = seed * 100;
        foreach (var property in Stored()) property.SetValue(reading, ValueOf(property.PropertyType, ++value));
        return reading;
    }

    private static object ValueOf(Type type, int value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } known => Enum.GetValues(known).GetValue(value % (Enum.GetValues(known).Length - 1) + 1)!,
        var known when known == typeof(DateTimeOffset) => new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero).AddTicks(value),
        var known when known == typeof(Guid) => Guid.NewGuid(),
        var known when known == typeof(string) => $"{{\"ä€🔌\":{value}}}",
        var known => Convert.ChangeType(value, known, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<PropertyInfo> Stored() => typeof(MeterReading).GetProperties().Where(p => p.Name != nameof(MeterReading.Id));

    private static string Describe(MeterReading reading) =>
        string.Join(", ", Stored().Select(p => $"{p.Name}={string.Format(CultureInfo.InvariantCulture, p.PropertyType == typeof(DateTimeOffset) ? "{0:O}" : "{0}", p.GetValue(reading))}"));

    private static async Task AppendAsync(TestDatabase database, MeterReading[] readings)
    {
        using var sqlite = new SqliteMeterStore(database.Factory, database.Gate);
        IMeterStore store = database.Factory.Provider switch
        {
            DatabaseProvider.Sqlite => sqlite,
            DatabaseProvider.SqlServer => new SqlServerMeterStore(database.Factory),
        };
        await store.AppendAsync(readings);
    }
}
