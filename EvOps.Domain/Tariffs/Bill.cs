using EvOps.Domain.Common;

namespace EvOps.Domain.Tariffs;

/// <summary>What a line of a bill is for: decides the unit of its quantity.</summary>
public enum BillLineKind
{
    /// <summary>Once per session.</summary>
    Start,

    /// <summary>Quantity in watt-hours, price per kilowatt-hour.</summary>
    Energy,

    /// <summary>Quantity in seconds, price per minute: the car charged.</summary>
    Time,

    /// <summary>Quantity in seconds, price per minute: the car had finished and held the plug, after the grace.</summary>
    Idle,

    /// <summary>What was missing to the tariff's minimum.</summary>
    Minimum,

    /// <summary>Taken off by a person.</summary>
    Waived,
}

/// <summary>One line: rounded once, so that lines add up to the total without a remainder.</summary>
/// <param name="Period">The tariff period it fell into; null for the rest of the time.</param>
/// <param name="Quantity">Watt-hours, seconds, or 1, as the kind says.</param>
/// <param name="UnitPrice">Major units, per kilowatt-hour, per minute, or once.</param>
/// <param name="MinorUnits">Negative only where something was waived.</param>
public sealed record BillLine(BillLineKind Kind, string? Period, long Quantity, decimal UnitPrice, long MinorUnits);

/// <summary>What a session costs and why. VAT is inside the total; total = net + VAT and total = the sum of the lines, exactly.</summary>
public sealed record Bill(string Currency, IReadOnlyList<BillLine> Lines, decimal VatPercent)
{
    public Money Total => new(Lines.Sum(line => line.MinorUnits), Currency);

    public Money Vat => new((long)Math.Round(Total.MinorUnits * VatPercent / (100 + VatPercent), MidpointRounding.AwayFromZero), Currency);

    public Money Net => Total - Vat;

    public Money AmountOf(BillLine line) => new(line.MinorUnits, Currency);

    /// <summary>The same bill with everything taken off: the lines stay to be seen.</summary>
    public Bill Waived() => Total.MinorUnits == 0 ? this : this with { Lines = [.. Lines, new(BillLineKind.Waived, null, 1, -Total.Amount, -Total.MinorUnits)] };
}
