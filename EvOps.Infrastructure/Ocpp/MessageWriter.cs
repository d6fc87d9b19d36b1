using EvOps.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Writes what chargers and the house have said to each other, what gathers in a second at once, in portions, off every charger's way. When
/// the house closes what is in line is written within a little time.
/// </summary>
public sealed partial class MessageWriter(UnwrittenMessages unwritten, IMessageStore store, TimeProvider time, ILogger<MessageWriter> log) : BackgroundService
{
    /// <summary>Messages in one transaction at the most: whoever writes next waits for no more than this.</summary>
    private const int Portion = 500;

    /// <summary>Portions a second at the most: beyond that readings, which chargers wait for, have the right of way.</summary>
    private const int PortionsInARound = 10;

    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1), ToClose = TimeSpan.FromSeconds(3);

    private long lostBefore;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: false }) return;

        try
        {
            await WriteAsync(int.MaxValue).WaitAsync(ToClose, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            NotInTime();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await unwritten.UntilAnyAsync(stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
                await WriteAsync(PortionsInARound);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes; what is left is written by StopAsync.
        }
    }

    private async Task WriteAsync(int portions)
    {
        while (portions-- > 0 && unwritten.Take(Portion) is { Count: > 0 } portion)
        {
            try
            {
                await store.AppendAsync([.. portion.Select(message => message.ToMessage())]);
                unwritten.NoteWritten();
            }
#pragma warning disable CA1031 // Whatever it is: what chargers said must not end the house. They are tried again, and counted as lost in the end.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                PortionFailed(failure, portion.Count);
                if (unwritten.NoteFailed()) break;
            }
        }

        var lost = unwritten.Lost;
        if (lost > lostBefore) MessagesLost(lost - lostBefore);
        lostBefore = lost;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} OCPP messages could not be written to the database")]
    private partial void PortionFailed(Exception failure, int count);

    [LoggerMessage(LogLevel.Warning, "{Count} OCPP messages will not be kept: more were said than could be written. Chargers were not slowed by it")]
    private partial void MessagesLost(long count);

    [LoggerMessage(LogLevel.Warning, "Not every OCPP message could be written before the house closed")]
    private partial void NotInTime();
}

/// <summary>Appends messages in one transaction.</summary>
public interface IMessageStore
{
    Task AppendAsync(IReadOnlyList<OcppMessage> messages);
}

/// <summary>One connection and one prepared INSERT, as for readings: EF takes about twice as long. Used by the one writer only.</summary>
public sealed class SqliteMessageStore(EvOpsDbFactory factory, SqliteWriteGate gate) : IMessageStore, IDisposable
{
    private static readonly (string Name, Func<OcppMessage, object?> Value)[] Columns =
    [
        (nameof(OcppMessage.ChargePointId), m => m.ChargePointId),
        (nameof(OcppMessage.At), m => m.At.UtcDateTime),
        (nameof(OcppMessage.Direction), m => (int)m.Direction),
        (nameof(OcppMessage.Action), m => m.Action),
        (nameof(OcppMessage.MessageId), m => m.MessageId),
        (nameof(OcppMessage.Payload), m => m.Payload),
        (nameof(OcppMessage.Outcome), m => (int)m.Outcome),
        (nameof(OcppMessage.Result), m => m.Result),
        (nameof(OcppMessage.LatencyMs), m => m.LatencyMs),
        (nameof(OcppMessage.CorrelationId), m => m.CorrelationId),
    ];

    private SqliteConnection? connection;
    private SqliteCommand? insert;

    public async Task AppendAsync(IReadOnlyList<OcppMessage> messages)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        Open();
        await using var transaction = connection!.BeginTransaction();
        insert!.Transaction = transaction;
        foreach (var message in messages)
        {
            for (var i = 0; i < Columns.Length; i++) insert.Parameters[i].Value = Columns[i].Value(message) ?? DBNull.Value;
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
            // Nobody was answered for these: they may wait for the next commit that has to be on the disk.
            pragmas.CommandText = SqlitePragmas.Text + "PRAGMA synchronous = NORMAL;";
            pragmas.ExecuteNonQuery();
        }

        insert = opened.CreateCommand();
        insert.CommandText = $"INSERT INTO {OcppMessageTable.Name} ({string.Join(", ", Columns.Select(c => c.Name))}) VALUES ({string.Join(", ", Columns.Select(c => "$" + c.Name))})";
        foreach (var (name, _) in Columns) insert.Parameters.Add(new SqliteParameter("$" + name, null));
        connection = opened;
    }
}

/// <summary>SQL Server takes a portion as a few statements.</summary>
public sealed class SqlServerMessageStore(IDbContextFactory<EvOpsDb> databases) : IMessageStore
{
    public async Task AppendAsync(IReadOnlyList<OcppMessage> messages)
    {
        await using var db = await databases.CreateDbContextAsync();
        db.OcppMessages.AddRange(messages);
        await db.SaveChangesAsync();
    }
}
