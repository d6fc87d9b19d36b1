using System.Globalization;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Common;

/// <summary>The lines of a bill, in words a driver understands.</summary>
public static class BillWords
{
    private const char Gap = '\u00a0';
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>"Energy", "Energy (night)", "Plug held after charging".</summary>
    public static string Of(BillLine line) => NameOf(line.Kind) + (line.Period is { } period ? $" ({period})" : "");

    /// <summary>11.345 kWh, 41:07 min; nothing for what is there once.</summary>
    public static string? Quantity(BillLine line) => line.Kind switch
    {
        BillLineKind.Energy => Show.Energy(line.Quantity),
        BillLineKind.Time or BillLineKind.Idle => $"{line.Quantity / 60}:{line.Quantity % 60:00}{Gap}min",
        BillLineKind.Start or BillLineKind.Minimum or BillLineKind.Waived => null,
    };

    public static string? Price(Bill bill, BillLine line) => line.Kind switch
    {
        BillLineKind.Energy => $"{Show.Price(line.UnitPrice, bill.Currency)} per kWh",
        BillLineKind.Time or BillLineKind.Idle => $"{Show.Price(line.UnitPrice, bill.Currency)} per min",
        BillLineKind.Start or BillLineKind.Minimum or BillLineKind.Waived => null,
    };

    /// <summary>19 %, 7.7 %.</summary>
    public static string Percent(decimal percent) => percent.ToString("0.####", Plain) + Gap + "%";

    private static string NameOf(BillLineKind kind) => kind switch
    {
        BillLineKind.Start => "Start",
        BillLineKind.Energy => "Energy",
        BillLineKind.Time => "Charging time",
        BillLineKind.Idle => "Plug held after charging",
        BillLineKind.Minimum => "Up to the minimum",
        BillLineKind.Waived => "Waived",
    };
}
