using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;

namespace EvOps.Web.Drive;

/// <summary>What is said to a driver: no charger's codes, no operator's words.</summary>
public static class DriveWords
{
    /// <summary>What charging costs here at this moment, and until when.</summary>
    public static string PriceNow(FoundStation station, DateTimeOffset now) =>
        Show.TermsNow(station.Terms, TimeZoneInfo.FindSystemTimeZoneById(station.TimeZone), now);

    /// <summary>All prices of a place, where there is more to know than the price at this moment.</summary>
    public static string? MorePrices(FoundStation station, DateTimeOffset now) =>
        Show.Terms(station.Terms) is var all && all != PriceNow(station, now) ? all : null;

    /// <summary>What this session is priced by; null where nobody knows.</summary>
    public static string? Price(SessionRow row) => row.Terms is { } terms ? Show.Terms(terms) : null;

    /// <summary>"2 of 4 free".</summary>
    public static string Free(int free, int all) => free == 0 ? "None free" : $"{free} of {all} free";

    public static Status Of(PlugState state) => state switch
    {
        PlugState.Free => new(Tone.Available, Glyph.Available, "Free"),
        PlugState.PluggedIn => new(Tone.Charging, Glyph.Plug, "Plugged in", "A cable is in, or a tag was held against the reader; nobody charges."),
        PlugState.InUse => new(Tone.Charging, Glyph.Bolt, "In use"),
        PlugState.Reserved => new(Tone.Reserved, Glyph.Reserved, "Reserved"),
        PlugState.OutOfOrder => new(Tone.Fault, Glyph.Maintenance, "Out of order"),
        PlugState.Offline => new(Tone.Offline, Glyph.Offline, "Offline", "This charger cannot be reached at the moment."),
    };

    /// <summary>What a driver can do at this plug; null where the button says it.</summary>
    public static string? Advice(PlugState state) => state switch
    {
        PlugState.Free => null,
        PlugState.PluggedIn => "A cable is in. If the car is yours, start here.",
        PlugState.InUse => "Somebody is charging here.",
        PlugState.Reserved => "Kept for somebody who booked it.",
        PlugState.OutOfOrder => "This plug does not work at the moment. Take another one.",
        PlugState.Offline => "We cannot reach this charger at the moment, so it cannot be started from here. Your charging card may still work at its reader.",
    };

    /// <summary>Whether asking for a start makes sense; whether it is granted is decided when it is asked for.</summary>
    public static bool MayStart(PlugState state) => state switch
    {
        PlugState.Free or PlugState.PluggedIn => true,
        PlugState.InUse or PlugState.Reserved or PlugState.OutOfOrder or PlugState.Offline => false,
    };

    /// <summary>"CCS2 · 150 kW".</summary>
    public static string Kind(string? type, int maxPowerW) =>
        string.Join(" · ", new[] { type, Rating(maxPowerW) }.OfType<string>()) is { Length: > 0 } kind ? kind : "Type not known";

    /// <summary>What a plug can give, as its label says it: 22 kW, 7.4 kW; null until told.</summary>
    public static string? Rating(int maxPowerW) => maxPowerW > 0 ? FormattableString.Invariant($"{maxPowerW / 1000.0:0.#}\u00a0kW") : null;

    public static string State(SessionState state) => state switch
    {
        SessionState.Starting => "Starting",
        SessionState.Charging => "Charging",
        SessionState.Stopping => "Stopping",
        SessionState.Completed => "Completed",
        SessionState.Failed => "Did not start",
        SessionState.Cancelled => "Called off",
    };

    /// <summary>Why it is over, and what to do where it went wrong.</summary>
    public static string Why(EndReason reason) => reason switch
    {
        EndReason.Local => "Stopped at the charger.",
        EndReason.Remote => "The charger stopped as asked.",
        EndReason.EVDisconnected => "The car was unplugged.",
        EndReason.EmergencyStop => "The emergency stop was pressed.",
        EndReason.HardReset or EndReason.SoftReset or EndReason.Reboot => "The charger restarted.",
        EndReason.PowerLoss => "The charger lost its power.",
        EndReason.UnlockCommand => "Support unlocked the plug.",
        EndReason.DeAuthorized => "The charger did not accept your tag.",
        EndReason.ForceEnded => "We closed it for you at the charger's last reading.",
        EndReason.Superseded => "Somebody else began to charge at this plug.",
        EndReason.StartRejected => "The charger refused to start. Push the plug in firmly and try again, or take another plug.",
        EndReason.StartNeverCame => "No car began to charge in time, so the plug was given back. Plug in first, then try again.",
        EndReason.ChargerOffline => "The charger lost its connection before it could be asked. Try again in a minute, or take another charger.",
        EndReason.Refused => "The charger began, but your tag was not accepted.",
        EndReason.Cancelled => "Called off before it began. You pay nothing.",
        EndReason.Other => "The charger ended it.",
    };

    public static string WhyNoEnergy(SessionRow row) => row switch
    {
        { IsOpen: true } => "The charger has not sent a reading yet.",
        { State: SessionState.Failed or SessionState.Cancelled } => "It never began to charge.",
        _ => "The meter is being checked.",
    };

    public static string WhyNoCost(SessionRow row) => Price(row) is null && row.State is not (SessionState.Failed or SessionState.Cancelled) ? NoPrice : WhyNoEnergy(row);

    public const string NoPrice = "No price is known for this charger.";

    public static string StopButton(SessionState state) => state switch
    {
        SessionState.Starting => "Call off the start",
        SessionState.Stopping => "Ask again to stop",
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled => "Stop charging",
    };

    /// <summary>What the click will do.</summary>
    public static IReadOnlyList<string> StopDoes(SessionRow row) => row.State switch
    {
        SessionState.Starting => ["The plug is free for the next driver at once.", "You pay nothing."],
        SessionState.Stopping => ["The charger is asked once more to stop."],
        SessionState.Charging or SessionState.Completed or SessionState.Failed or SessionState.Cancelled =>
        [
            "The charger stops, and lets go of the cable.",
            row.CostSoFar is { } cost ? $"You pay for what the meter measured: {Show.Energy(row.EnergySoFarWh)} for {Show.Money(cost)} so far." : "You pay for what the meter measured.",
        ],
    };

    /// <summary>What it costs to confirm a hold.</summary>
    /// <param name="fee">What a booking costs by itself, in major units.</param>
    public static string Costs(BookingRow hold, decimal fee) => fee > 0
        ? $"The booking fee of {Show.Money(Money.FromAmount(fee, hold.Currency))} is taken from your wallet when you confirm."
        : "Booking costs nothing; you pay for what you charge.";

    /// <summary>The sign of what a driver was told.</summary>
    public static Glyph Sign(NoticeKind kind) => kind switch
    {
        NoticeKind.SessionEnded => Glyph.Ended,
        NoticeKind.StartCalledOff => Glyph.Cancelled,
        NoticeKind.BillCorrected or NoticeKind.BillDecided => Glyph.Receipt,
        NoticeKind.FeeWaived or NoticeKind.Refunded => Glyph.Done,
        NoticeKind.RefundRejected => Glyph.Cancelled,
        NoticeKind.Alert => Glyph.Attention,
        NoticeKind.BookingConfirmed => Glyph.Reserved,
        NoticeKind.BookingCancelled => Glyph.Cancelled,
        NoticeKind.BookingMissed or NoticeKind.BookingTrouble or NoticeKind.PlugBookedNext => Glyph.Attention,
    };

    /// <summary>How far what goes back is.</summary>
    public static string Of(Refund refund) => refund.State switch
    {
        RefundState.Done => refund.Way == RefundWay.Wallet ? $"{Show.Money(refund.Amount)} are back in your wallet." : $"{Show.Money(refund.Amount)} went back by the way you paid.",
        RefundState.Requested or RefundState.Approved or RefundState.Executing or RefundState.Failed => $"{Show.Money(refund.Amount)} are on their way back to you.",
        RefundState.Rejected => $"A refund of {Show.Money(refund.Amount)} was not granted.",
    };

    /// <summary>"DEMO-CP-001 · plug 2".</summary>
    public static string Plug(string chargePoint, int number) => $"{chargePoint} · plug {number}";
}
