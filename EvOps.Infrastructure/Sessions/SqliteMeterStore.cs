using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using Microsoft.Data.Sqlite;

namespace EvOps.Infrastructure.Sessions;

/// <summary>One connection and one prepared INSERT, kept for the life of the process. Used by the one writer only.</summary>
public sealed class SqliteMeterStore(EvOpsDbFactory factory, SqliteWriteGate gate) : IMeterStore, IDisposable
{
    private SqliteConnection? connection;
    private SqliteCommand? insert;

    public async Task AppendAsync(IEnumerable<MeterReading> readings)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        Open();
        await using var transaction = connection!.BeginTransaction();
        insert!.Transaction = transaction;
        foreach (var reading in readings)
        {
            for (var i = 0; i < MeterColumns.All.Length; i++)
                insert.Parameters[i].Value = MeterColumns.All[i].Value(reading) ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        insert?.Dispose();
        connection?.Dispose();
    }

    private void Open()
    {
        if (connection is not null) return;

        var opened = new SqliteConnection(factory.ConnectionString);
        opened.Open();
        using (var pragmas = opened.CreateCommand())
        {
            pragmas.CommandText = SqlitePragmas.Text;
            pragmas.ExecuteNonQuery();
        }

        var names = MeterColumns.All.Select(c => c.Name).ToArray();
        insert = opened.CreateCommand();
        insert.CommandText = $"INSERT INTO {MeterReadingTable.Name} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(n => "$" + n))})";
        foreach (var name in names) insert.Parameters.Add(new SqliteParameter("$" + name, null));
        connection = opened;
    }
}
