using System.Diagnostics;
using System.Runtime.CompilerServices;
using EvOps.Infrastructure.Database;
using Microsoft.Data.Sqlite;

namespace EvOps.Benchmarks;

/// <summary>
/// What the disk and SQLite give by themselves: rows of the same columns as MeterReadings, one prepared INSERT, as many rows in a
/// transaction as there are connections that could wait for it, WAL and synchronous=FULL.
/// </summary>
internal static class RawSqlite
{
    private static readonly string[] Columns =
        ["TransactionId", "ChargePointId", "ConnectorNumber", "At", "Context", "EnergyWh", "PowerW", "CurrentL1", "CurrentL2", "CurrentL3", "VoltageL1", "VoltageL2", "VoltageL3", "SocPercent", "Rest", "Evidence"];

    /// <returns>Rows a second.</returns>
    public static double Measure(int batch, TimeSpan duration)
    {
        // Puts SQLite's own assemblies within reach (see SqliteAssemblyResolver).
        RuntimeHelpers.RunModuleConstructor(typeof(DatabaseOptions).Module.ModuleHandle);
        var folder = Directory.CreateTempSubdirectory("evops-bench-").FullName;
        try
        {
            using var db = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=false");
            db.Open();
            Execute(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            Execute(db, $"CREATE TABLE R (Id INTEGER PRIMARY KEY AUTOINCREMENT, {string.Join(", ", Columns)}); CREATE INDEX IX ON R (TransactionId, At);");
            using var insert = db.CreateCommand();
            insert.CommandText = $"INSERT INTO R ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(c => "$" + c))})";
            foreach (var column in Columns) insert.Parameters.AddWithValue("$" + column, DBNull.Value);
            return Fill(db, insert, batch, duration);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Fill(SqliteConnection db, SqliteCommand insert, int batch, TimeSpan duration)
    {
        var (clock, rows) = (Stopwatch.StartNew(), 0L);
        while (clock.Elapsed < duration)
        {
            using var transaction = db.BeginTransaction();
            insert.Transaction = transaction;
            for (var connection = 1; connection <= batch; connection++, rows++)
            {
                object[] values = [connection, DBNull.Value, 1, DateTime.UtcNow, 0, 20_000_000 + rows, 11_040, 16_000, DBNull.Value, DBNull.Value, 230_000, DBNull.Value, DBNull.Value, 54, DBNull.Value, DBNull.Value];
                for (var i = 0; i < values.Length; i++) insert.Parameters[i].Value = values[i];
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / clock.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
