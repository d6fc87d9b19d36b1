using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Tariffs;

namespace EvOps.Web.Tariffs;

/// <summary>A tariff as it is typed: texts, until all of them can be read.</summary>
internal sealed class TariffDraft
{
    public TariffDraft(TariffRow? tariff)
    {
        if (tariff is null) return;
        var terms = tariff.Terms;
        (Name, Currency, PerKwh, Vat) = (tariff.Name, terms.Currency, Draft.Text(terms.PerKwh), Draft.Text(terms.VatPercent));
        (PerMinute, PerIdleMinute, Grace) = (Draft.TextOrNone(terms.PerMinute), Draft.TextOrNone(terms.PerIdleMinute), Draft.TextOrNone(terms.IdleGraceMinutes));
        (StartFee, Minimum) = (Draft.TextOrNone(terms.StartFee), Draft.TextOrNone(terms.Minimum));
        Periods = [.. terms.Periods.Select(period => new PeriodDraft(period))];
    }

    public string Name { get; set; } = "";

    public string Currency { get; set; } = "EUR";

    public string PerKwh { get; set; } = "";

    public string PerMinute { get; set; } = "";

    public string PerIdleMinute { get; set; } = "";

    public string Grace { get; set; } = "";

    public string StartFee { get; set; } = "";

    public string Minimum { get; set; } = "";

    public string Vat { get; set; } = "";

    public List<PeriodDraft> Periods { get; } = [];

    /// <summary>The terms, and all that is wrong with them by field.</summary>
    public (TariffTerms Terms, Refusal? Refusal) Read()
    {
        var errors = new FieldErrors();
        errors.Check(!string.IsNullOrWhiteSpace(PerKwh), "perKwh", "A price is needed; 0 where energy is free.");
        errors.Check(Vat.Length == 0 || Draft.TryNumber(Vat, out _), "vatPercent", "VAT is a number such as 19.");
        var hasGrace = int.TryParse(Grace, NumberStyles.Integer, CultureInfo.InvariantCulture, out var grace);
        errors.Check(hasGrace || string.IsNullOrWhiteSpace(Grace), "idleGraceMinutes", "The grace is a whole number of minutes.");
        var terms = new TariffTerms
        {
            Currency = Currency.Trim().ToUpperInvariant(),
            PerKwh = Draft.Price(PerKwh, errors, "perKwh") ?? 0,
            PerMinute = Draft.Price(PerMinute, errors, "perMinute") ?? 0,
            PerIdleMinute = Draft.Price(PerIdleMinute, errors, "perIdleMinute") ?? 0,
            IdleGraceMinutes = grace,
            StartFee = Draft.Price(StartFee, errors, "startFee") ?? 0,
            Minimum = Draft.Price(Minimum, errors, "minimum") ?? 0,
            VatPercent = Draft.TryNumber(Vat, out var vat) ? vat : 0,
            Periods = [.. Periods.Select((period, i) => period.Read(errors, $"periods[{i}]"))],
        };
        foreach (var (field, sentences) in Tariff.FaultsOf(Name, terms)?.Errors ?? new Dictionary<string, string[]>())
            errors.Check(false, field, string.Join(" ", sentences));
        return (terms, errors.Refusal);
    }

    /// <summary>The same without what was merely not typed yet.</summary>
    public Refusal? WithoutEmptyFields(Refusal? refusal)
    {
        if (refusal?.Errors is not { } errors) return refusal;
        List<string> empty = [];
        if (Name.Length == 0) empty.Add("name");
        if (PerKwh.Length == 0) empty.Add("perKwh");
        foreach (var (i, period) in Periods.Index())
        {
            if (period.Name.Length == 0) empty.Add($"periods[{i}].name");
            if (!period.HasPrice) empty.Add($"periods[{i}].perKwh");
        }

        return refusal with { Errors = errors.Where(error => !empty.Contains(error.Key)).ToDictionary() };
    }
}
