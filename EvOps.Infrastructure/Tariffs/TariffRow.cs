using EvOps.Domain.Tariffs;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>A tariff as lists show it.</summary>
/// <param name="Latest">What sessions begin with now.</param>
/// <param name="Stations">How many stations use it.</param>
public sealed record TariffRow(Guid Id, string Name, string Currency, TariffVersion Latest, int Stations)
{
    public TariffTerms Terms => Latest.Terms;

    public int Version => Latest.Number;
}

/// <summary>A tariff with all its versions, the newest first.</summary>
public sealed record TariffHistory(TariffRow Tariff, IReadOnlyList<TariffVersion> Versions);
