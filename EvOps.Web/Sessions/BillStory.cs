using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Sessions;

/// <summary>Where a bill stands, in one or two sentences: what it is, and who has paid what.</summary>
public static class BillStory
{
    public static string Of(SessionDetail detail) => detail.Row switch
    {
        { IsOpen: true } => "The bill is made when the session ends.",
        { BillState: null, State: SessionState.Cancelled or SessionState.Failed } => "It never became a session that is billed.",
        { Terms: null } => "No price: the charger stood at no station when it began.",
        { BillState: BillState.Provisional, ProvisionalUntil: { } until } row =>
            $"The charger may still have something to tell. What is known becomes final at {ShowTime.Exact(until, row.TimeZone)}.",
        { BillState: BillState.Held, BookedMinorUnits: > 0 } row => $"{Charged(row)} Somebody has to decide whether that stays.",
        { BillState: BillState.Held } => "Nothing is charged before somebody has decided.",
        var row => Charged(row),
    };

    private static string Charged(SessionRow row) => row switch
    {
        { DriverId: null } => $"Tag {row.IdTag} belongs to nobody, so nobody was charged.",
        { BookedMinorUnits: > 0, Booked: { } booked } => $"{row.DriverName}'s wallet was charged {Show.Money(booked)}.",
        { BillState: BillState.Waived } => $"{row.DriverName} pays nothing.",
        _ => $"There was nothing to charge {row.DriverName} for.",
    };

    /// <summary>What a decision comes to, before it is taken.</summary>
    public static IReadOnlyList<string> Consequences(SessionRow row, ReviewedBill reviewed)
    {
        List<string> lines = [];
        if (reviewed.Bill is { } bill)
            lines.Add($"The bill is {Show.Money(bill.Total)}{(IsWaived(bill) ? "" : $" for {Show.Energy(reviewed.EnergyWh)}")}.");
        else
            lines.Add("There is no price, so there is nothing to pay.");
        lines.Add(reviewed switch
        {
            { HasDriver: false } => $"Tag {row.IdTag} belongs to nobody, so nobody is charged.",
            { Due.MinorUnits: > 0 } => $"{row.DriverName}'s wallet is charged {Show.Money(reviewed.Due.Value)}.",
            { Due.MinorUnits: < 0 } => $"{row.DriverName}'s wallet is given back {Show.Money(-reviewed.Due.Value.MinorUnits, reviewed.Due.Value.Currency)}.",
            _ => $"{row.DriverName}'s wallet stays as it is.",
        });
        lines.Add("Your name and note stand in the session's timeline and in the audit trail.");
        return lines;
    }

    private static bool IsWaived(Bill bill) => bill.Lines.Any(line => line.Kind == BillLineKind.Waived);
}
