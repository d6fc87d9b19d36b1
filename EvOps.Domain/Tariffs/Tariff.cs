using EvOps.Domain.Common;

namespace EvOps.Domain.Tariffs;

/// <summary>
/// A named price list. Its terms are never changed, only followed by a newer version: what a session was priced by can be looked
/// up for ever, and a session keeps the version it began with.
/// </summary>
public sealed class Tariff : IHasRowVersion
{
    public const int LongestName = 100;

    public Tariff(Guid id, string currency, DateTimeOffset now) => (Id, Currency, CreatedAt) = (id, currency, now);

    private Tariff()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>ISO 4217; the same in every version.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>Number of the newest version: what sessions begin with.</summary>
    public int LatestVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public byte[] RowVersion { get; private set; } = [];

    /// <summary>Every fault of a tariff as somebody wants it, by field; null where it can be saved.</summary>
    public static Refusal? FaultsOf(string? name, TariffTerms terms)
    {
        var errors = new FieldErrors();
        CheckName(errors, name);
        terms.Check(errors);
        return errors.Refusal;
    }

    public Outcome Rename(string? name)
    {
        var errors = new FieldErrors();
        CheckName(errors, name);
        if (errors.Refusal is { } refusal) return refusal;
        Name = name!.Trim();
        return Outcome.Done;
    }

    /// <summary>From now on new sessions begin with these terms.</summary>
    public Outcome<TariffVersion> Follow(TariffTerms terms, string by, DateTimeOffset now)
    {
        if (terms.Faults() is { } refusal) return refusal;
        if (terms.Currency != Currency) return Refuse.InvalidField("currency", $"A tariff keeps its currency, {Currency}: make another tariff for {terms.Currency}.");
        return new TariffVersion(Id, ++LatestVersion, terms.Tidy(), by, now);
    }

    private static void CheckName(FieldErrors errors, string? name) =>
        errors.Check(name?.Trim() is { Length: > 0 and <= LongestName } wanted && !wanted.Any(char.IsControl), "name", "A tariff has a name of 1 to 100 characters.");
}

/// <summary>The terms of a tariff from some moment on. Only ever added.</summary>
public sealed class TariffVersion : IAppendOnly
{
    internal TariffVersion(Guid tariffId, int number, TariffTerms terms, string by, DateTimeOffset now) =>
        (TariffId, Number, Terms, CreatedBy, CreatedAt) = (tariffId, number, terms, by, now);

    private TariffVersion()
    {
    }

    public Guid TariffId { get; private init; }

    /// <summary>1, 2, … within the tariff.</summary>
    public int Number { get; private init; }

    public TariffTerms Terms { get; private init; } = null!;

    public string CreatedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }
}
