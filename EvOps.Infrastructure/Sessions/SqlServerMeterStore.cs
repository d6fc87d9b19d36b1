using System.Data;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using Microsoft.Data.SqlClient;

namespace EvOps.Infrastructure.Sessions;

/// <summary>SQL Server takes a batch as one bulk copy in a transaction of its own.</summary>
public sealed class SqlServerMeterStore(EvOpsDbFactory factory) : IMeterStore
{
    public async Task AppendAsync(IEnumerable<MeterReading> readings)
    {
        using var table = new DataTable();
        foreach (var column in MeterColumns.All)
            table.Columns.Add(column.Name, typeof(MeterReading).GetProperty(column.Name)!.PropertyType switch
            {
                var type when type == typeof(DateTimeOffset) => typeof(DateTime),
                { IsEnum: true } => typeof(int),
                var type => Nullable.GetUnderlyingType(type) ?? type,
            });
        foreach (var reading in readings)
            table.Rows.Add([.. MeterColumns.All.Select(column => column.Value(reading) ?? DBNull.Value)]);

        await using var connection = new SqlConnection(factory.ConnectionString);
        await connection.OpenAsync();
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.UseInternalTransaction, null) { DestinationTableName = MeterReadingTable.Name };
        foreach (DataColumn column in table.Columns) copy.ColumnMappings.Add(column.ColumnName, column.ColumnName);
        await copy.WriteToServerAsync(table);
    }
}
