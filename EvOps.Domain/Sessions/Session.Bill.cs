using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Sessions;

/// <summary>What a session costs: the terms it began with, the bill, who decided about it, and what the ledger knows.</summary>
public sealed partial class Session
{
    /// <summary>What it is priced by, since it began; later changes do not touch it. Null where the charger stands nowhere yet.</summary>
    public TariffTerms? Terms { get; private set; }

    /// <summary>Whose terms they are; null where the station had a plain price per kWh, or the terms were given for this session alone.</summary>
    public Guid? TariffId { get; private set; }

    public int? TariffVersion { get; private set; }

    /// <summary>IANA zone of the station when it began: times of day in the terms are times there.</summary>
    public string TimeZone { get; private set; } = "UTC";

    public string? Currency { get; private set; }

    public BillState? BillState { get; private set; }

    /// <summary>Until when the charger's last word is waited for.</summary>
    public DateTimeOffset? ProvisionalUntil { get; private set; }

    /// <summary>Energy that is billed; null while open and where the meter cannot be believed.</summary>
    public long? EnergyWh { get; private set; }

    /// <summary>While held: what accepting would bill; null where nothing can be proposed.</summary>
    public long? ProposedEnergyWh { get; private set; }

    /// <summary>When the car had what it wanted; the plug stood idle until the end. Null while open.</summary>
    public DateTimeOffset? ChargedUntil { get; private set; }

    public Bill? Bill { get; private set; }

    /// <summary>The bill's total in minor units; null while open and while held for review.</summary>
    public long? CostMinorUnits { get; private set; }

    /// <summary>What the driver's wallet was charged in sum.</summary>
    public long BookedMinorUnits { get; private set; }

    /// <summary>How many times the ledger was told something of it.</summary>
    public int Bookings { get; private set; }

    /// <summary>Why a person should look at the bill, or what is particular about it; null where all is plain.</summary>
    public string? ReviewReason { get; private set; }

    /// <summary>True once a person has decided about the bill: a late word of the charger is then for a person, too.</summary>
    public bool IsDecided { get; private set; }

    public Money? Cost => CostMinorUnits is { } cost && Currency is { } currency ? new Money(cost, currency) : null;

    /// <summary>Prices this session alone by another price per kWh; only before it has ended.</summary>
    public void OverridePrice(decimal perKwh)
    {
        if (!IsOpen || Terms is null) throw new InvalidOperationException($"Session {Id} cannot be given a price of its own any more.");
        (Terms, TariffId, TariffVersion) = (Terms.WithPerKwh(perKwh), null, null);
    }

    /// <summary>The time for the charger's last word is over: what is known is final. False where it was not waited for.</summary>
    public bool SettleWithoutWord()
    {
        if (BillState != Sessions.BillState.Provisional) return false;
        ProvisionalUntil = null;
        BillState = EnergyWh is null ? Sessions.BillState.Held : Sessions.BillState.Settled;
        return true;
    }

    /// <summary>The register at the start, said anew while it is open: only its end told in which unit it was.</summary>
    public void RestateStart(long registerWh)
    {
        if (!IsOpen && BillState != Sessions.BillState.Provisional) throw new InvalidOperationException($"Session {Id} has been billed from its register.");
        MeterStartWh = registerWh;
    }

    /// <summary>What was told of its end does not fit together: nothing goes out before a person has looked.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="proposedWh">What it probably was; null where nobody can tell.</param>
    public void HoldBill(string reason, long? proposedWh)
    {
        if (BillState is null or Sessions.BillState.Waived || IsDecided || BookedMinorUnits != 0) throw new InvalidOperationException($"The bill of session {Id} cannot be held any more.");
        (BillState, ReviewReason, ProposedEnergyWh) = (Sessions.BillState.Held, reason, proposedWh);
        (EnergyWh, Bill, CostMinorUnits, ProvisionalUntil) = (null, null, null, null);
    }

    /// <summary>Something about a bill that went out and that a person should know; what stands there already stays.</summary>
    public void NoteForReview(string reason) => ReviewReason ??= reason;

    /// <summary>A person believes the meter as far as it goes.</summary>
    public Outcome AcceptBill(MeterTrail trail)
    {
        if (BillState != Sessions.BillState.Held) return NotHeld();
        if (ProposedEnergyWh is not { } energy) return Refuse.NotNow("nothing_to_accept", "The meter told nothing that could be billed: correct the energy, or waive the bill.");
        Decide(energy, trail);
        return Outcome.Done;
    }

    /// <summary>A person says how much it was.</summary>
    public Outcome CorrectBill(long energyWh, MeterTrail trail)
    {
        if (BillState is null) return NotEnded();
        if (energyWh is < 0 or > MeterRules.MostOfOneSessionWh) return Refuse.InvalidField("energyKwh", "Energy is zero or more, and no more than a session can take.");
        Decide(energyWh, trail);
        return Outcome.Done;
    }

    /// <summary>What the ledger has yet to be told; null where it knows. To be saved together with its entry.</summary>
    public BillEntry? Book()
    {
        if (DriverId is null) return null;
        if (!IsOpen && BillState is not (Sessions.BillState.Settled or Sessions.BillState.Waived)) return null;
        // What is refunded is not given back a second time by a bill that was corrected.
        var due = Math.Max(CostMinorUnits ?? 0, RefundedMinorUnits) - BookedMinorUnits;
        if (due == 0) return null;
        BookedMinorUnits += due;
        return new BillEntry(Bookings++, due);
    }

    private void Unbill() =>
        (BillState, ProvisionalUntil, EnergyWh, ProposedEnergyWh, ChargedUntil, Bill, CostMinorUnits, ReviewReason, WaiveReason) = (null, null, null, null, null, null, null, null, null);

    private void FixTerms(StationOffer? offer, Guid? driverId)
    {
        DriverId = driverId;
        if (offer is null) return;
        (Terms, TariffId, TariffVersion) = (offer.Terms, offer.TariffId, offer.TariffVersion);
        (TimeZone, Currency) = (offer.Station.TimeZone, offer.Terms.Currency);
    }

    /// <summary>
    /// Readings came after the end. A bill that waits takes them up; one that has gone out is held for a person with what it would come to,
    /// and what was charged stays as it is until then. False where they say nothing new, or somebody has decided.
    /// </summary>
    public bool TakeLateReadings(MeterTrail trail, Connector connector)
    {
        if (IsOpen || MeterStopWh is not null || IsDecided || trail.LastRegisterWh is not { } register) return false;

        var verdict = Judge(register, trail, connector);
        if ((verdict.EnergyWh ?? verdict.ProposedWh) is not { } told) return false;
        if (BillState == Sessions.BillState.Provisional && verdict.EnergyWh is { } energy && energy > (EnergyWh ?? -1))
        {
            EnergyWh = energy;
            if (trail.LastAt > EndedAt) EndedAt = trail.LastAt;
            Rate(trail);
            return true;
        }

        if (EnergyWh is not { } billed || told <= billed || !(BillState == Sessions.BillState.Settled || (BillState == Sessions.BillState.Held && told > ProposedEnergyWh))) return false;
        (BillState, ProposedEnergyWh) = (Sessions.BillState.Held, told);
        ReviewReason = $"Readings came after the bill had gone out: they show {MeterRules.Register(told)}, and {MeterRules.Register(billed)} were billed.";
        return true;
    }

    // A bill that went out and was held afterwards: what was charged stands.
    private bool WentOut => BillState is Sessions.BillState.Settled or Sessions.BillState.Waived || (BillState == Sessions.BillState.Held && EnergyWh is not null);

    // The house closed it by the last reading it had; the charger's own last word is better, and corrects the bill by its difference.
    private bool IsCorrectedByWord => EndReason == Sessions.EndReason.ForceEnded && WentOut && !IsDecided;

    private void WaitForWord(string reason, DateTimeOffset until) => (ReviewReason, BillState, ProvisionalUntil) = (reason, Sessions.BillState.Provisional, until);

    private void Settle(long? registerAtEnd, MeterTrail trail, Connector connector, DateTimeOffset? waitUntil)
    {
        var verdict = Judge(registerAtEnd, trail, connector);
        (EnergyWh, ProposedEnergyWh) = (verdict.EnergyWh, verdict.ProposedWh);
        ReviewReason = verdict.ReviewReason ?? (EndReason == Sessions.EndReason.Refused ? ReviewReason : null);
        Rate(trail);

        // What a refused charger took is known and kept, and nobody's bill.
        if (EndReason == Sessions.EndReason.Refused) return;
        BillState = waitUntil is not null ? Sessions.BillState.Provisional : EnergyWh is null ? Sessions.BillState.Held : Sessions.BillState.Settled;
        ProvisionalUntil = waitUntil;
    }

    // The bill has gone out. The word is kept as evidence, and where it says something else a person decides.
    private bool TakeLateWord(long? meterStopWh, MeterTrail trail, Connector connector)
    {
        var verdict = Judge(meterStopWh, trail, connector);
        if (BillState == Sessions.BillState.Waived || verdict.EnergyWh == EnergyWh) return true;
        BillState = Sessions.BillState.Held;
        ProposedEnergyWh = verdict.EnergyWh ?? verdict.ProposedWh;
        ReviewReason = $"The charger's last word came after the bill had gone out: it ends at {MeterRules.Register(meterStopWh ?? 0)}, and {MeterRules.Register(EnergyWh ?? 0)} were billed.";
        return true;
    }

    private EnergyVerdict Judge(long? registerAtEnd, MeterTrail trail, Connector connector) =>
        MeterRules.EnergyOf(MeterStartWh ?? 0, registerAtEnd, trail, new PlugLimits(connector.MaxPowerW, (EndedAt - StartedAt) ?? TimeSpan.Zero));

    private void Decide(long energyWh, MeterTrail trail)
    {
        (EnergyWh, BillState, ProvisionalUntil, ProposedEnergyWh, WaiveReason, IsDecided) = (energyWh, Sessions.BillState.Settled, null, null, null, true);
        Rate(trail);
    }

    private void Rate(MeterTrail trail)
    {
        ChargedUntil = trail.Idle.EndOfCharging(EndedAt!.Value, MeterStopWh);
        Bill = Terms is { } terms && EnergyWh is { } energy
            ? Rating.Of(terms, new ChargingCourse(StartedAt!.Value, ChargedUntil.Value, EndedAt.Value, energy, trail.Points), ZoneOf(TimeZone))
            : null;
        CostMinorUnits = Bill?.Total.MinorUnits;
    }

    /// <summary>The zone as this machine knows it; a name that has gone out of use is taken for UTC.</summary>
    public static TimeZoneInfo ZoneOf(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    private Refusal NotHeld() => BillState is null ? NotEnded() : Refuse.NotNow("bill_not_held", "This bill is not held for review.");

    private Refusal NotEnded() => Refuse.NotNow("no_bill", IsOpen ? "The session has not ended: there is no bill yet." : "This session has no bill.");
}
