using System.Text.Json.Serialization;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Common.Api;

/// <summary>A bill as the API shows it: amounts in major units, VAT inside; total = net + vat = the sum of the lines.</summary>
public sealed record BillView(string Currency, IReadOnlyList<BillLineView> Lines, decimal Total, decimal Vat, decimal Net, decimal VatPercent)
{
    public static BillView Of(Bill bill) => new(
        bill.Currency, [.. bill.Lines.Select(line => BillLineView.Of(bill, line))], bill.Total.Amount, bill.Vat.Amount, bill.Net.Amount, bill.VatPercent);
}

/// <summary>One line of a bill.</summary>
/// <param name="Period">The tariff's period whose price it is; null at any other time.</param>
/// <param name="Quantity">In <paramref name="Unit"/>: Wh of energy, s of time; 1 of what is there once.</param>
/// <param name="UnitPrice">Of one <paramref name="PriceUnit"/>: a kWh or a min; null: once.</param>
public sealed record BillLineView(
    [property: JsonConverter(typeof(CapitalWords<BillLineKind>))] BillLineKind Kind,
    string? Period, long Quantity, string? Unit, decimal UnitPrice, string? PriceUnit, decimal Amount)
{
    internal static BillLineView Of(Bill bill, BillLine line)
    {
        var (unit, priceUnit) = line.Kind switch
        {
            BillLineKind.Energy => ("Wh", "kWh"),
            BillLineKind.Time or BillLineKind.Idle => ("s", "min"),
            BillLineKind.Start or BillLineKind.Minimum or BillLineKind.Waived => ((string?)null, (string?)null),
        };
        return new(line.Kind, line.Period, line.Quantity, unit, line.UnitPrice, priceUnit, bill.AmountOf(line).Amount);
    }
}
