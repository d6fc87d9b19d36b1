using EvOps.Domain.Common;

namespace EvOps.Domain.Tariffs;

/// <summary>
/// The price of one kilowatt-hour, in ten-thousandths of the currency's major unit (0.3950 EUR is 3950),
/// because tariffs have more digits than money has.
/// </summary>
public readonly record struct KwhPrice
{
    public KwhPrice(long tenThousandths, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tenThousandths);
        TenThousandths = tenThousandths;
        Currency = currency;
    }

    public long TenThousandths { get; }

    public string Currency { get; }

    public decimal Amount => TenThousandths / 10_000m;

    public static KwhPrice FromAmount(decimal amount, string currency) =>
        new((long)Math.Round(amount * 10_000m, MidpointRounding.AwayFromZero), currency);
}
