using EvOps.Domain.Common;

namespace EvOps.Domain.StuckSessions;

/// <summary>How it came that a session was no longer stuck.</summary>
public enum CaseOutcome
{
    /// <summary>It still is.</summary>
    Open,

    /// <summary>It went on by itself: a false alarm.</summary>
    Resumed,

    /// <summary>Its charger ended it without anybody's help.</summary>
    EndedByItself,

    /// <summary>A person freed it.</summary>
    Freed,

    /// <summary>The sweeper freed it.</summary>
    Healed,
}

/// <summary>A kind of charger: what is learned of one holds for all with the same firmware.</summary>
/// <param name="Vendor">As the chargers name it when they boot; empty until one did.</param>
public readonly record struct ChargerModel(string Vendor, string Model, string Firmware)
{
    public static ChargerModel Of(string? vendor, string? model, string? firmware) => new(vendor ?? "", model ?? "", firmware ?? "");

    public bool IsKnown => Model.Length > 0;

    /// <summary>"ABB Terra AC, firmware 1.6.6".</summary>
    public override string ToString() =>
        !IsKnown ? "Unknown model" : Firmware.Length == 0 ? $"{Vendor} {Model}" : $"{Vendor} {Model}, firmware {Firmware}";
}

/// <summary>
/// One time that a session was seen stuck: from when to when, on what evidence, at which kind of charger, and how it ended. Kept, so
/// that models can be judged and thresholds tried.
/// </summary>
public sealed class StuckCase
{
    public StuckCase(Guid sessionId, Guid chargePointId, Guid? stationId, ChargerModel model, StuckVerdict verdict, Money? atStake, DateTimeOffset now)
    {
        (Id, SessionId, ChargePointId, StationId, FoundAt) = (Ids.New(now), sessionId, chargePointId, stationId, now);
        (Vendor, Model, Firmware) = (model.Vendor, model.Model, model.Firmware);
        (StuckSince, Cause) = (verdict.Since ?? now, verdict.Evidence[0].Kind);
        See(verdict, atStake);
    }

    private StuckCase()
    {
    }

    public Guid Id { get; private init; }

    public Guid SessionId { get; private init; }

    public Guid ChargePointId { get; private init; }

    public Guid? StationId { get; private init; }

    public string Vendor { get; private init; } = "";

    public string Model { get; private init; } = "";

    public string Firmware { get; private init; } = "";

    public DateTimeOffset FoundAt { get; private init; }

    /// <summary>Since when the evidence says it was.</summary>
    public DateTimeOffset StuckSince { get; private init; }

    /// <summary>The strongest evidence when it was found.</summary>
    public EvidenceKind Cause { get; private init; }

    /// <summary>All that was seen while it lasted, one bit a kind.</summary>
    public int Kinds { get; private set; }

    public Confidence Confidence { get; private set; }

    public long? AtStakeMinorUnits { get; private set; }

    public string? Currency { get; private set; }

    public CaseOutcome Outcome { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who freed it; null where nobody had to.</summary>
    public string? EndedBy { get; private set; }

    public bool Has(EvidenceKind kind) => (Kinds & (1 << (int)kind)) != 0;

    /// <summary>What is seen now. False where that is nothing new.</summary>
    public bool See(StuckVerdict verdict, Money? atStake)
    {
        var kinds = verdict.Evidence.Aggregate(Kinds, (bits, evidence) => bits | (1 << (int)evidence.Kind));
        var confidence = verdict.Confidence is { } sure && sure > Confidence ? sure : Confidence;
        var isNew = kinds != Kinds || confidence != Confidence || atStake?.MinorUnits != AtStakeMinorUnits;
        (Kinds, Confidence, AtStakeMinorUnits, Currency) = (kinds, confidence, atStake?.MinorUnits, atStake?.Currency);
        return isNew;
    }

    public void End(CaseOutcome outcome, string? by, DateTimeOffset now)
    {
        if (Outcome != CaseOutcome.Open) throw new InvalidOperationException($"Case {Id} has ended already.");
        if (outcome == CaseOutcome.Open) throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A case does not end open.");
        (Outcome, EndedBy, EndedAt) = (outcome, by, now);
    }
}
