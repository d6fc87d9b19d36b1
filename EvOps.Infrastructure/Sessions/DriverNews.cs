using System.Globalization;
using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What became of a session, in a driver's words: no codes, what it costs, and what may follow.</summary>
public sealed record DriverNews(NoticeKind Kind, string Title, string Words)
{
    /// <summary>Somebody, or the sweeper, closed it.</summary>
    /// <param name="byDriver">The driver freed the plug himself.</param>
    public static DriverNews Closed(Session session, string place, bool byDriver)
    {
        var who = byDriver ? "by you" : "by the operator";
        if (session.State == SessionState.Failed)
            return new(NoticeKind.StartCalledOff, $"Your start at {place} was called off", $"Your start at {place} was called off {who}, before your car charged. There is nothing to pay.");

        var at = session.EnergyWh is { } energy ? $" at {new Energy(energy)}" : "";
        return new(NoticeKind.SessionEnded, $"Your session at {place} was ended", $"Your session at {place} was ended {who}{at}. {Cost(session)}");
    }

    /// <summary>No car began to charge in time.</summary>
    public static DriverNews NeverBegan(string place, int minutes) => new(
        NoticeKind.StartCalledOff, $"Your session at {place} did not begin",
        $"Your session at {place} did not begin: no car charged within {minutes} min, so the plug was given back. There is nothing to pay.");

    /// <summary>The charger's own last word came after the house had closed it.</summary>
    public static DriverNews Corrected(Session session, string place, Money? before)
    {
        var cost = session.Cost!.Value;
        var change = before is { } told ? $", {Spoken(Absolute(cost - told))} {(cost > told ? "more" : "less")} than before" : "";
        return new(
            NoticeKind.BillCorrected, $"The bill of your session at {place} was corrected",
            $"The charger has reported its last reading of your session at {place}: {new Energy(session.EnergyWh!.Value)}. You pay {Spoken(cost)}{change}.");
    }

    /// <summary>Readings came after the bill had gone out.</summary>
    public static DriverNews Checked(Session session, string place) => new(
        NoticeKind.BillCorrected, $"The bill of your session at {place} is being checked",
        $"The charger has reported later readings of your session at {place}: {new Energy(session.ProposedEnergyWh!.Value)} instead of {new Energy(session.EnergyWh!.Value)}. Nothing more is charged before somebody has looked at it.");

    /// <summary>The close was taken back: the charger goes on.</summary>
    public static DriverNews Reopened(string place) => new(
        NoticeKind.BillCorrected, $"Your session at {place} goes on", $"Your session at {place} goes on after all. What was charged for it was given back; you pay when it ends.");

    /// <summary>He began at the charger's reader, where nobody could tell him that the plug is somebody else's soon.</summary>
    /// <param name="until">Until when he may charge, in words.</param>
    public static DriverNews BookedNext(string place, string until) => new(NoticeKind.PlugBookedNext, $"Your plug at {place} is booked soon", $"At {place}: {until}");

    /// <summary>Somebody decided about its bill.</summary>
    /// <param name="booked">What the wallet was told by that; negative: given back.</param>
    public static DriverNews Reviewed(Session session, string place, BillDecision decision, Money? booked)
    {
        var (of, paid) = ($"your session at {place}", $"{Pays(session)}{Wallet(booked)}");
        return decision switch
        {
            BillDecision.Accept => new(NoticeKind.BillDecided, $"The bill of {of} was checked", $"The bill of {of} was checked: {new Energy(session.EnergyWh!.Value)}. {paid}"),
            BillDecision.Correct => new(NoticeKind.BillDecided, $"The bill of {of} was corrected", $"The bill of {of} was corrected to {new Energy(session.EnergyWh!.Value)}. {paid}"),
            BillDecision.Waive => new(NoticeKind.FeeWaived, $"The fee of {of} was waived", $"The fee of {of} was waived. {paid}"),
        };
    }

    private static string Cost(Session session) => session switch
    {
        { BillState: BillState.Held } => "The meter's figures are being checked; you are not charged before that is done.",
        { BillState: BillState.Waived, WaivedAmount: { } waived } => $"You pay nothing: the fee of {Spoken(waived)} was waived.",
        { BillState: BillState.Waived } or { Cost: null } => Pays(session),
        _ => $"{Pays(session)} If the charger reports a later reading the bill is corrected.",
    };

    private static string Pays(Session session) => session.Cost is { MinorUnits: > 0 } cost ? $"You pay {Spoken(cost)}." : "There is nothing to pay.";

    private static string Wallet(Money? booked) => booked switch
    {
        { MinorUnits: > 0 } taken => $" {Spoken(taken)} were taken from your wallet.",
        { MinorUnits: < 0 } back => $" {Spoken(Absolute(back))} are back in your wallet.",
        _ => "",
    };

    private static Money Absolute(Money amount) => amount with { MinorUnits = Math.Abs(amount.MinorUnits) };

    private static string Spoken(Money amount) =>
        $"{Money.SymbolOf(amount.Currency)} {amount.Amount.ToString("N" + Money.DecimalsOf(amount.Currency), CultureInfo.InvariantCulture)}";
}
