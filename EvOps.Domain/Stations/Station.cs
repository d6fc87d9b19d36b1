using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Stations;

/// <summary>A place where cars charge: an address, a time zone, a price, and the charge points that stand there.</summary>
public sealed class Station : IHasRowVersion
{
    public Station(Guid id, DateTimeOffset now) => (Id, CreatedAt, UpdatedAt) = (id, now, now);

    private Station()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    public string? Address { get; private set; }

    /// <summary>Degrees, WGS 84.</summary>
    public double Latitude { get; private set; }

    /// <summary>Degrees, WGS 84.</summary>
    public double Longitude { get; private set; }

    /// <summary>IANA name; everything about this station is shown in this zone.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private set; } = "EUR";

    /// <summary>Ten-thousandths of the currency's major unit per kWh; see <see cref="KwhPrice"/>. Holds where the station has no tariff.</summary>
    public long PricePerKwhTenThousandths { get; private set; }

    /// <summary>The tariff that sessions are priced by here; null: the plain price per kWh.</summary>
    public Guid? TariffId { get; private set; }

    /// <summary>When it can be booked; null: always.</summary>
    public OpeningHours? OpeningHours { get; private set; }

    /// <summary>When somebody works there; null: nothing is planned.</summary>
    public MaintenancePlan? Maintenance { get; private set; }

    /// <summary>An inactive station takes no new session.</summary>
    public bool IsActive { get; private set; } = true;

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public KwhPrice Price => new(PricePerKwhTenThousandths, Currency);

    public Outcome Describe(StationDescription description, DateTimeOffset now)
    {
        if (description.Faults() is { } refusal) return refusal;
        if (TariffId is not null && description.Currency != Currency)
            return Refuse.InvalidField("currency", $"The station's tariff is in {Currency}: take the tariff off before the currency changes.");

        Name = description.Name.Trim();
        Address = string.IsNullOrWhiteSpace(description.Address) ? null : description.Address.Trim();
        Latitude = description.Latitude;
        Longitude = description.Longitude;
        TimeZone = description.TimeZone;
        Currency = description.Currency;
        PricePerKwhTenThousandths = KwhPrice.FromAmount(description.PricePerKwh, description.Currency).TenThousandths;
        IsActive = description.IsActive;
        OpeningHours = description.OpeningHours;
        Maintenance = description.Maintenance is null ? Maintenance : new MaintenancePlan(description.Maintenance);
        UpdatedAt = now;
        return Outcome.Done;
    }

    /// <summary>When it is open, and when somebody works there.</summary>
    /// <param name="hours">Null: always open.</param>
    public Outcome Plan(OpeningHours? hours, MaintenancePlan maintenance, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        hours?.Check(errors);
        maintenance.Check(errors);
        if (errors.Refusal is { } refusal) return refusal;
        (OpeningHours, Maintenance, UpdatedAt) = (hours, maintenance, now);
        return Outcome.Done;
    }

    /// <summary>Sessions that begin from now on are priced by this tariff; null: by the plain price per kWh.</summary>
    public Outcome PriceBy(Tariff? tariff, DateTimeOffset now)
    {
        if (tariff is not null && tariff.Currency != Currency)
            return Refuse.Conflict("currency_differs", $"{tariff.Name} is in {tariff.Currency}, and {Name} charges in {Currency}.");

        TariffId = tariff?.Id;
        UpdatedAt = now;
        return Outcome.Done;
    }
}

/// <summary>All that an admin says of a station. Checks itself, and tells every fault at once.</summary>
/// <param name="OpeningHours">Null: always open.</param>
/// <param name="Maintenance">All of it; null: what is planned stays.</param>
public sealed record StationDescription(
    string Name,
    double Latitude,
    double Longitude,
    string TimeZone,
    string Currency,
    decimal PricePerKwh,
    string? Address = null,
    bool IsActive = true,
    OpeningHours? OpeningHours = null,
    IReadOnlyList<MaintenanceWindow>? Maintenance = null)
{
    public Refusal? Faults()
    {
        var errors = new FieldErrors();
        errors.Check(!string.IsNullOrWhiteSpace(Name) && Name.Length <= 200 && !Name.Any(char.IsControl), "name", "A name of 1 to 200 characters is needed.");
        errors.Check(Latitude is >= -90 and <= 90, "latitude", "Latitude is a number from -90 to 90 degrees.");
        errors.Check(Longitude is >= -180 and <= 180, "longitude", "Longitude is a number from -180 to 180 degrees.");
        errors.Check(TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _), "timeZone", "The time zone is an IANA name such as Europe/Berlin.");
        errors.Check(Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper), "currency", "The currency is an ISO 4217 code such as EUR.");
        errors.Check(PricePerKwh is >= 0 and <= 1_000_000, "pricePerKwh", "The price per kWh is zero or more, and at most 1,000,000.");
        errors.Check(Address is null or { Length: <= 500 }, "address", "The address has at most 500 characters.");
        OpeningHours?.Check(errors);
        if (Maintenance is not null) new MaintenancePlan(Maintenance).Check(errors);
        return errors.Refusal;
    }
}
