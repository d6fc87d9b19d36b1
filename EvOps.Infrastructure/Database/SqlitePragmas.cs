using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EvOps.Infrastructure.Database;

/// <summary>
/// What every SQLite connection is told when it opens: a commit is on the disk when it returns (FULL), keys between tables hold,
/// and a lock held by another process is waited for.
/// </summary>
public sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Text = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Text;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
