using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EvOps.Tests.Database;

/// <summary>SQLite keeps a text of any length in any column; SQL Server refuses the save. So nothing too long may get that far.</summary>
public sealed class ColumnLengthTests
{
    private static readonly string Long = new('x', 5000);

    [Fact]
    public async Task Nothing_a_charger_says_is_stored_longer_than_its_column()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Ocpp:UnknownChargePoints=Accept"]);
        var identity = new string('i', 255);
        await using var charger = await host.ConnectAsync(identity);
        string[] calls =
        [
            $$"""[2,"1","BootNotification",{"chargePointVendor":"{{Long}}","chargePointModel":"{{Long}}","chargePointSerialNumber":"{{Long}}","firmwareVersion":"{{Long}}","imsi":"{{Long}}"}]""",
            $$"""[2,"2","BootNotification",{"chargePointVendor":"Volta","chargePointModel":"Street 22","chargePointSerialNumber":"{{Long}}","firmwareVersion":"{{Long}}"}]""",
            $$"""[2,"3","StatusNotification",{"connectorId":1,"status":"Available","errorCode":"{{Long}}","info":"{{Long}}","vendorId":"{{Long}}","vendorErrorCode":"{{Long}}","{{Long}}":1}]""",
            $$"""[2,"4","StatusNotification",{"connectorId":0,"status":"Faulted","errorCode":"{{Long}}"}]""",
            $$"""[2,"5","StartTransaction",{"connectorId":1,"idTag":"{{Long[..255]}}","meterStart":1,"timestamp":"2026-03-01T11:00:00Z","{{Long}}":"{{Long}}"}]""",
            $$"""[2,"6","StartTransaction",{"connectorId":1,"idTag":"{{Long}}","meterStart":1,"timestamp":"{{Long}}"}]""",
            $$"""[2,"{{Long}}","StartTransaction",{"connectorId":1,"idTag":"TAG","meterStart":"{{Long}}","timestamp":"2026-03-01T11:00:00Z"}]""",
            $$"""[2,"{{Long[..900]}}","StartTransaction",{"connectorId":1,"idTag":"TAG","meterStart":1,"timestamp":"2026-03-01T11:00:01Z"}]""",
            $$"""[2,"7","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2026-03-01T11:01:00Z","sampledValue":[{"value":"{{Long}}"},{"value":"-5","measurand":"Energy.Active.Import.Register"},{"value":"1","measurand":"{{Long}}"}]}]}]""",
            $$"""[2,"8","StopTransaction",{"transactionId":1,"idTag":"{{Long[..255]}}","meterStop":5,"timestamp":"2026-03-01T12:00:00Z","reason":"{{Long}}","{{Long}}":1}]""",
            $$"""[2,"9","StopTransaction",{"transactionId":99,"idTag":"{{Long}}","meterStop":"{{Long}}","timestamp":"2026-03-01T12:00:00Z"}]""",
            $$"""[2,"{{Long[..900]}}","StopTransaction",{"transactionId":2,"meterStop":7,"timestamp":"2026-03-01T12:00:00Z"}]""",
        ];
        foreach (var call in calls)
        {
            await charger.SendRawAsync(call);
            await charger.ReceiveRawAsync();
        }

        await using var db = host.OpenDb();
        Assert.NotEmpty(await db.Sessions.ToListAsync());
        Assert.NotEmpty(await db.UnmatchedStops.ToListAsync());
        Assert.Equal(identity, (await db.ChargePoints.SingleAsync()).Identity);
        foreach (var column in db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(string)))
            await FitsAsync(db, column);
    }

    private static async Task FitsAsync(DbContext db, IProperty column)
    {
        if (column.GetMaxLength() is not (> 0 and var most)) return;

        var table = column.DeclaringType.GetTableName();
#pragma warning disable EF1002 // Names of the model's own.
        var longest = await db.Database.SqlQueryRaw<int>($"SELECT COALESCE(MAX(LENGTH(\"{column.GetColumnName()}\")), 0) AS \"Value\" FROM \"{table}\"").SingleAsync();
#pragma warning restore EF1002
        Assert.True(longest <= most, $"{table}.{column.GetColumnName()} holds {longest} characters; SQL Server takes {most}.");
    }
}
