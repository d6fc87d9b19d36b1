using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>What would so much energy cost? It flows evenly; then the car stays.</summary>
/// <param name="StartAt">Null: now.</param>
public sealed record PriceQuestion(DateTimeOffset? StartAt, decimal EnergyKwh, int ChargingMinutes, int IdleMinutes)
{
    private const decimal MostKwh = 10_000;
    private const int MostMinutes = 7 * 24 * 60;

    public Refusal? Faults()
    {
        var errors = new FieldErrors();
        errors.Check(EnergyKwh is >= 0 and <= MostKwh, "energyKwh", "The energy is 0 to 10,000 kWh.");
        errors.Check(ChargingMinutes is >= 0 and <= MostMinutes, "chargingMinutes", "Charging takes 0 to 10,080 minutes, a week.");
        errors.Check(IdleMinutes is >= 0 and <= MostMinutes, "idleMinutes", "The car stays 0 to 10,080 minutes, a week.");
        errors.Check(StartAt is null or { Year: >= 2000 and <= 2200 }, "startAt", "The start lies between the years 2000 and 2200.");
        return errors.Refusal;
    }

    /// <param name="zone">Where: periods are times of day there.</param>
    public Outcome<Bill> Answer(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset now) => Faults() is { } refusal
        ? refusal
        : Rating.Preview(terms, zone, StartAt ?? now, (long)Math.Round(EnergyKwh * 1000), ChargingMinutes, IdleMinutes);
}
