using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Stations;

/// <summary>In what a vendor's meter readings are.</summary>
public enum VendorMeterUnit
{
    /// <summary>Found out at the end of a session, by the energy that the vendor tells.</summary>
    Auto,
    Kwh,
    Wh,
}

/// <summary>A vendor: section <c>Vendors:{name}</c>.</summary>
public sealed record VendorOptions
{
    /// <summary>Signs its webhooks; a vendor without one is not known.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Its own words for the state of a plug, beside those that all vendors use.</summary>
    public Dictionary<string, ConnectorStatus> Statuses { get; init; } = [];

    public VendorMeterUnit MeterUnit { get; init; }

    /// <summary>Whether <c>X-Timestamp</c> must be there, and signed.</summary>
    public bool RequireTimestamp { get; init; }
}

/// <summary>Section <c>Vendors</c>: who may tell of chargers that have no socket here, by name.</summary>
public sealed class VendorsOptions : IValidatableObject
{
    public const string Section = "Vendors";

    private static readonly FrozenDictionary<string, ConnectorStatus> Words = new Dictionary<string, ConnectorStatus>
    {
        ["AVAILABLE"] = ConnectorStatus.Available,
        ["FREE"] = ConnectorStatus.Available,
        ["IDLE"] = ConnectorStatus.Available,
        ["PREPARING"] = ConnectorStatus.Preparing,
        ["PLUGGED_IN"] = ConnectorStatus.Preparing,
        ["OCCUPIED"] = ConnectorStatus.Charging,
        ["CHARGING"] = ConnectorStatus.Charging,
        ["IN_USE"] = ConnectorStatus.Charging,
        ["BUSY"] = ConnectorStatus.Charging,
        ["SUSPENDEDEV"] = ConnectorStatus.SuspendedEV,
        ["SUSPENDEDEVSE"] = ConnectorStatus.SuspendedEVSE,
        ["FINISHING"] = ConnectorStatus.Finishing,
        ["RESERVED"] = ConnectorStatus.Reserved,
        ["MAINTENANCE"] = ConnectorStatus.Unavailable,
        ["UNAVAILABLE"] = ConnectorStatus.Unavailable,
        ["OUT_OF_SERVICE"] = ConnectorStatus.Unavailable,
        ["INOPERATIVE"] = ConnectorStatus.Unavailable,
        ["OFFLINE"] = ConnectorStatus.Unknown,
        ["UNKNOWN"] = ConnectorStatus.Unknown,
        ["FAULTED"] = ConnectorStatus.Faulted,
        ["FAULT"] = ConnectorStatus.Faulted,
        ["ERROR"] = ConnectorStatus.Faulted,
        ["OUT_OF_ORDER"] = ConnectorStatus.Faulted,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The vendors by name; capitals do not matter.</summary>
    public Dictionary<string, VendorOptions> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: no such vendor, or one without a secret.</summary>
    public VendorOptions? Find(string name) => ByName.GetValueOrDefault(name) is { Secret.Length: > 0 } vendor ? vendor : null;

    /// <summary>The vendor's name as the settings write it.</summary>
    public string NameOf(string name) => ByName.Keys.First(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a vendor's word for a plug means; null where nobody knows it.</summary>
    public static ConnectorStatus? StatusOf(VendorOptions vendor, string word)
    {
        var own = vendor.Statuses.FirstOrDefault(pair => string.Equals(pair.Key, word.Trim(), StringComparison.OrdinalIgnoreCase));
        if (own.Key is not null) return own.Value;
        return Words.TryGetValue(word.Trim().Replace('-', '_').Replace(' ', '_'), out var known) ? known : null;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from name in ByName.Keys
        where name.Length > VendorEvent.LongestVendor
        select new ValidationResult($"a vendor's name has at most {VendorEvent.LongestVendor} characters.", [name]);
}

/// <summary>Section <c>VendorEvents</c>: how what vendors tell is worked off.</summary>
public sealed record VendorEventsOptions
{
    public const string Section = "VendorEvents";

    /// <summary>After so many tries a person has to look at it.</summary>
    [Range(1, 100)]
    public int MostTries { get; init; } = 10;

    /// <summary>What was worked off is removed after so many days.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; init; } = 90;
}
