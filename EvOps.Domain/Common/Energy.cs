using System.Globalization;

namespace EvOps.Domain.Common;

/// <summary>Energy in whole watt-hours. Never negative: a meter that runs backwards is refused before it gets here.</summary>
public readonly record struct Energy : IComparable<Energy>
{
    public Energy(long wattHours)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wattHours);
        WattHours = wattHours;
    }

    public long WattHours { get; }

    public decimal KilowattHours => WattHours / 1000m;

    public static Energy operator +(Energy a, Energy b) => new(checked(a.WattHours + b.WattHours));

    public static bool operator <(Energy a, Energy b) => a.WattHours < b.WattHours;

    public static bool operator >(Energy a, Energy b) => a.WattHours > b.WattHours;

    public static bool operator <=(Energy a, Energy b) => a.WattHours <= b.WattHours;

    public static bool operator >=(Energy a, Energy b) => a.WattHours >= b.WattHours;

    public static Energy Add(Energy left, Energy right) => left + right;

    public int CompareTo(Energy other) => WattHours.CompareTo(other.WattHours);

    public override string ToString() => $"{KilowattHours.ToString("F3", CultureInfo.InvariantCulture)} kWh";
}
