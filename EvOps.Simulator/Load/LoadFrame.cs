using System.Globalization;
using System.Text;

namespace EvOps.Simulator;

/// <summary>
/// A CALL encoded once, of which only the changing digits (message id, timestamp, energy) are overwritten before each sending, so that
/// making messages costs next to nothing beside answering them.
/// </summary>
internal sealed class LoadFrame
{
    private const string IdSlot = "10000000";
    private const string TimeSlot = "2026-01-01T00:00:00.000Z";
    private const string EnergySlot = "19999999";
    private const int FirstEnergyWh = 20_000_000;

    private readonly byte[] frame;
    private readonly int idAt;
    private readonly int timeAt;
    private readonly int energyAt;
    private int count;
    private DateTime lastTime;

    private LoadFrame(string text)
    {
        frame = Encoding.UTF8.GetBytes(text);
        idAt = text.IndexOf(IdSlot, StringComparison.Ordinal);
        timeAt = text.IndexOf(TimeSlot, StringComparison.Ordinal);
        energyAt = text.IndexOf(EnergySlot, StringComparison.Ordinal);
    }

    /// <summary>meterStart of the transaction the frames belong to, Wh.</summary>
    public static int MeterStart => FirstEnergyWh;

    /// <summary>The register as last told, Wh.</summary>
    public int MeterNow => FirstEnergyWh + count;

    public static LoadFrame For(LoadMessage message, int transactionId, string idTag) => new(message switch
    {
        LoadMessage.MeterValues => string.Create(CultureInfo.InvariantCulture,
            $$"""
            [2,"{{IdSlot}}","MeterValues",{"connectorId":1,"transactionId":{{transactionId}},"meterValue":[{"timestamp":"{{TimeSlot}}","sampledValue":[
            {"value":"{{EnergySlot}}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"},
            {"value":"11040","context":"Sample.Periodic","measurand":"Power.Active.Import","location":"Outlet","unit":"W"},
            {"value":"16.0","context":"Sample.Periodic","measurand":"Current.Import","location":"Outlet","unit":"A","phase":"L1"},
            {"value":"230.0","context":"Sample.Periodic","measurand":"Voltage","location":"Outlet","unit":"V","phase":"L1-N"},
            {"value":"54","context":"Sample.Periodic","measurand":"SoC","location":"EV","unit":"Percent"}]}]}]
            """).ReplaceLineEndings(""),
        LoadMessage.Heartbeat => $"[2,\"{IdSlot}\",\"Heartbeat\",{{}}]",
        LoadMessage.StatusNotification =>
            $"[2,\"{IdSlot}\",\"StatusNotification\",{{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Charging\",\"timestamp\":\"{TimeSlot}\"}}]",
        LoadMessage.Authorize => OcppFrame.Call(IdSlot, "Authorize", new System.Text.Json.Nodes.JsonObject { ["idTag"] = idTag }),
    });

    /// <summary>The next message. The memory is the same each time.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        count++;
        Write(idAt, 10_000_000 + count);
        if (energyAt >= 0)
            Write(energyAt, FirstEnergyWh + count);
        if (timeAt >= 0)
            WriteTime();
        return frame;
    }

    private void Write(int at, int number) => number.TryFormat(frame.AsSpan(at, 8), out _, "00000000", CultureInfo.InvariantCulture);

    // A charge point never reads its meter twice in the same millisecond.
    private void WriteTime()
    {
        var now = DateTime.UtcNow;
        lastTime = now - lastTime < TimeSpan.FromMilliseconds(1) ? lastTime.AddMilliseconds(1) : now;
        lastTime.TryFormat(frame.AsSpan(timeAt, TimeSlot.Length), out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }
}
