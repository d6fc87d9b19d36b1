using System.Diagnostics;
using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Infrastructure.Users;
using EvOps.Web;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Benchmarks;

/// <summary>
/// A morning after: chargers that went away days ago, each with an open session. The sweeper heals them all: each is judged, its step
/// written down, closed at its last reading, billed and booked. Beside it the same closes as bare SQL, a transaction each, on a copy of the file.
/// </summary>
internal static class StuckBenchmark
{
    private const int Readings = 10, EnergyWh = 20_000, MostRuns = 10;

    public static async Task<int> RunAsync(Options options)
    {
        var (sessions, rounds) = (options.Sessions ?? 1000, new List<Round>());
        for (var i = 0; i < (options.Rounds ?? 3); i++) rounds.Add(await RoundAsync(sessions));

        var round = rounds.OrderBy(r => r.Sweep / r.Sql).ElementAt(rounds.Count / 2);
        Write($"{sessions} stuck sessions, the median of {rounds.Count} rounds");
        Write($"  EvOps, {round.Runs} runs of the sweeper  {round.Sweep.TotalSeconds,7:N2} s   {sessions / round.Sweep.TotalSeconds,7:N0} sessions/s   allocated {round.Allocated / 1e6:N0} MB   peak memory {round.Peak / 1e6:N0} MB, {round.Before / 1e6:N0} MB before");
        Write($"  bare SQL, a transaction each {round.Sql.TotalSeconds,7:N2} s   {sessions / round.Sql.TotalSeconds,7:N0} sessions/s   EvOps takes {round.Sweep / round.Sql:N1} times as long");
        return 0;
    }

    private static async Task<Round> RoundAsync(int sessions)
    {
        var folder = Directory.CreateTempSubdirectory("evops-bench-").FullName;
        try
        {
            var (file, copy, clock) = (Path.Combine(folder, "evops.db"), Path.Combine(folder, "copy.db"), new MovedClock());
            await using var app = EvOpsApp.Build(
                [
                    "--urls", "http://127.0.0.1:0", "--environment", "Production", "--ConnectionStrings:EvOps", $"Data Source={file}",
                    "--StuckSessions:Mode=Heal", "--StuckSessions:OfflineMinutes=15", "--StuckSessions:BatchSize=10000", "--Jobs:StuckSessions:IntervalSeconds=86400", "--Logging:LogLevel:Default=Warning",
                ],
                builder => builder.Services.AddSingleton<TimeProvider>(clock));
            await app.StartAsync();
            await FurnishAsync(app.Services, sessions);
            await using (var db = await app.Services.GetRequiredService<IDbContextFactory<EvOpsDb>>().CreateDbContextAsync())
                await db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}");

            clock.Ahead = TimeSpan.FromDays(2);
            var (before, allocated) = (Memory("VmRSS:"), GC.GetTotalAllocatedBytes());
            ForgetPeak();
            var watch = Stopwatch.StartNew();
            var runs = await SweepAsync(app.Services, clock);
            var swept = new Round(watch.Elapsed, runs, GC.GetTotalAllocatedBytes() - allocated, before, Memory("VmHWM:"), default);
            await CheckAsync(app.Services, sessions);
            await app.StopAsync();
            return swept with { Sql = BareSql(copy) };
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Chargers, drivers with tags, and of each a session with readings, as if each had begun and gone.</summary>
    private static async Task FurnishAsync(IServiceProvider services, int sessions)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var databases = services.GetRequiredService<IDbContextFactory<EvOpsDb>>();
        var station = new Station(Ids.New(now), now);
        station.Describe(new StationDescription("Harbour", 52.5, 13.4, "Europe/Berlin", "EUR", 0.40m), now);
        var chargePoints = Enumerable.Range(0, sessions).Select(i => new ChargePoint(Ids.New(now), $"GONE-{i}", true, now)).ToList();
        await using (var db = await databases.CreateDbContextAsync())
        {
            db.Stations.Add(station);
            foreach (var chargePoint in chargePoints)
            {
                chargePoint.PlaceAt(station.Id);
                chargePoint.ConnectorOrNew(1, now);
                db.ChargePoints.Add(chargePoint);
                var driver = Person.Create($"{chargePoint.Identity}@bench.local".ToLowerInvariant(), chargePoint.Identity, now);
                db.People.Add(driver);
                var tag = new IdTag(chargePoint.Identity, TagStatus.Accepted);
                tag.Change(TagStatus.Accepted, null, null, driver.Id);
                db.IdTags.Add(tag);
            }

            await db.SaveChangesAsync();
        }

        var (begin, meters) = (services.GetRequiredService<ChargerStarted>(), services.GetRequiredService<MeterWriter>());
        foreach (var chargePoint in chargePoints)
        {
            var answer = await begin.RunAsync(new StartTold(chargePoint.Id, 1, chargePoint.Identity, 1_000_000, now, chargePoint.Identity, "{}", []), default);
            if (answer.Verdict != StartVerdict.Accepted) throw new InvalidOperationException($"{chargePoint.Identity} may not start: {answer.Verdict}.");
            await meters.WriteAsync([.. Enumerable.Range(1, Readings).Select(n => new MeterReading
            {
                TransactionId = answer.TransactionId,
                ConnectorNumber = 1,
                At = now.AddMinutes(n),
                EnergyWh = 1_000_000 + (EnergyWh * n / Readings),
            })]);
        }
    }

    private static async Task<int> SweepAsync(IServiceProvider services, MovedClock clock)
    {
        var (sweeper, live, runs) = (services.GetRequiredService<SweepStuckSessions>(), services.GetRequiredService<LiveSessions>(), 0);
        for (; live.Count > 0; runs++)
        {
            if (runs == MostRuns) throw new InvalidOperationException($"{live.Count} sessions stay open.");
            await sweeper.RunAsync(default);

            // What a busy database kept from being closed is left alone for some minutes, as on any other day.
            clock.Ahead += TimeSpan.FromMinutes(10);
        }

        return runs;
    }

    private static async Task CheckAsync(IServiceProvider services, int sessions)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<EvOpsDb>>().CreateDbContextAsync();
        var billed = await db.Sessions.CountAsync(s => s.EndReason == EndReason.ForceEnded && s.EnergyWh == EnergyWh);
        if (billed != sessions) throw new InvalidOperationException($"Only {billed} of {sessions} sessions were billed their energy.");
    }

    /// <summary>The rows that a close comes to, without anything that decides: the session, its plug, the step, two lines of the timeline.</summary>
    private static TimeSpan BareSql(string file)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=false");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT Id, ConnectorId FROM Sessions WHERE EndedAt IS NULL";
        List<(string Id, string Connector)> open = [];
        using (var reader = command.ExecuteReader())
            while (reader.Read()) open.Add((reader.GetString(0), reader.GetString(1)));

        command.CommandText = """
            INSERT INTO HealingSteps (Id, SessionId, Number, ConnectorId, Vendor, Model, Firmware, Remedy, Result, "By", Cured, At) VALUES ($step, $id, 1, $connector, '', '', '', 'Close', 'Done', 'The sweeper', 0, $now);
            UPDATE Sessions SET State = 'Completed', EndedAt = $now, EndReason = 'ForceEnded', EnergyWh = 20000, MeterStopWh = 1020000, CostMinorUnits = 800, RowVersion = $version WHERE Id = $id AND EndedAt IS NULL;
            UPDATE Connectors SET OpenSessionId = NULL, RowVersion = $version WHERE Id = $connector;
            INSERT INTO SessionEvents (Id, SessionId, At, Kind, Words) VALUES ($first, $id, $now, 'Stopped', 'It was closed.'), ($second, $id, $now, 'Warning', 'The sweeper closed the session.');
            """;
        foreach (var name in new[] { "$step", "$first", "$second", "$id", "$connector", "$now", "$version" }) command.Parameters.AddWithValue(name, DBNull.Value);
        command.Parameters["$now"].Value = "2026-01-01 00:00:00.0000000";
        command.Prepare();

        var watch = Stopwatch.StartNew();
        foreach (var (id, connector) in open)
        {
            using var transaction = db.BeginTransaction();
            command.Transaction = transaction;
            foreach (var name in new[] { "$step", "$first", "$second" }) command.Parameters[name].Value = Guid.CreateVersion7().ToString().ToUpperInvariant();
            (command.Parameters["$id"].Value, command.Parameters["$connector"].Value, command.Parameters["$version"].Value) = (id, connector, Guid.NewGuid().ToByteArray());
            command.ExecuteNonQuery();
            transaction.Commit();
        }

        return watch.Elapsed;
    }

    /// <summary>Bytes, of this process.</summary>
    private static long Memory(string kind)
    {
        var line = File.ReadLines("/proc/self/status").First(one => one.StartsWith(kind, StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    // proc(5), clear_refs: 5 resets the peak to what is held now.
    private static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Round(TimeSpan Sweep, int Runs, long Allocated, long Before, long Peak, TimeSpan Sql);

    /// <summary>Time passes as ever, on another day.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
