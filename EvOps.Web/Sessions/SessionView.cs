using System.Text.Json.Serialization;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Sessions;

/// <summary>A session as the API shows it, in lists and by itself.</summary>
/// <param name="ChargePointId">The charger's OCPP identity.</param>
/// <param name="ConnectorId">The connector's number on the charge point.</param>
/// <param name="StartedAt">The charger's own time; null until it began.</param>
/// <param name="EnergyKwh">Energy that is billed, or has flowed so far while the session is open; null where the meter cannot be believed.</param>
/// <param name="CostAmount">What is billed, or would be if the session ended now; null where there is no price, or the bill is held for review.</param>
/// <param name="EndReason">Why it ended.</param>
/// <param name="ReviewReason">Why a person should look at the bill before it goes out; null where nobody needs to.</param>
/// <param name="BillStatus">Where the bill stands: PROVISIONAL, HELD, SETTLED or WAIVED; null while the session is open, and where it never began.</param>
/// <param name="ProvisionalUntil">Until when the charger's last word is waited for.</param>
/// <param name="ProposedEnergyKwh">While held: what accepting would bill.</param>
/// <param name="ChargedAmount">What the driver's wallet was charged.</param>
/// <param name="WaiveReason">Why the bill was taken off: a person's note, or "policy: …"; null where it was not.</param>
/// <param name="Bill">Line by line; only where one session is asked for.</param>
/// <param name="Events">What happened, oldest first; only where one session is asked for.</param>
internal sealed record SessionView(
    Guid Id, Guid RequestId, int? TransactionId, Guid? StationId, string? StationName, string ChargePointId, int ConnectorId, string IdTag, Guid? DriverId,
    [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status,
    DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? StopRequestedAt, DateTimeOffset? EndedAt,
    long? MeterStartWh, long? MeterStopWh, decimal? EnergyKwh, decimal? PricePerKwh, decimal? CostAmount, string? Currency,
    int? InitialSoc, int? FinalSoc, EndReason? EndReason, string? ReviewReason,
    [property: JsonConverter(typeof(CapitalWords<BillState>))] BillState? BillStatus, DateTimeOffset? ProvisionalUntil, decimal? ProposedEnergyKwh, decimal? ChargedAmount, string? WaiveReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BillView? Bill = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SessionEventView>? Events = null)
{
    public static SessionView Of(SessionRow row) => new(
        row.Id, row.RequestId, row.TransactionId, row.StationId, row.StationName, row.ChargePoint, row.ConnectorNumber, row.IdTag, row.DriverId,
        row.State, row.RequestedAt, row.StartedAt, row.StopRequestedAt, row.EndedAt,
        row.MeterStartWh, row.MeterStopWh, row.EnergySoFarWh / 1000m, row.Terms?.PerKwh, row.CostSoFar?.Amount, row.Currency,
        row.InitialSoc ?? row.Now?.InitialSocPercent, row.FinalSoc, row.EndReason, row.ReviewReason,
        row.BillState, row.ProvisionalUntil, row.ProposedEnergyWh / 1000m, row.Booked?.Amount, row.WaiveReason);

    public static SessionView Of(SessionDetail detail) => Of(detail.Row) with { Bill = detail.Bill is { } bill ? BillView.Of(bill) : null, Events = [.. detail.Events.Select(SessionEventView.Of)] };
}

/// <summary>One thing that happened to a session.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">What happened, in words.</param>
/// <param name="MessageId">The OCPP message behind it, where there is one.</param>
internal sealed record SessionEventView(DateTimeOffset At, SessionEventKind Kind, string Message, string? MessageId)
{
    public static SessionEventView Of(SessionEvent e) => new(e.At, e.Kind, e.Words, e.MessageId);
}

/// <summary>What the meter said at one moment. A value that was not told, or cannot be believed, is null.</summary>
/// <param name="Timestamp">The charger's own time.</param>
/// <param name="Context">Why the meter was read (OCPP 1.6 §7.35).</param>
/// <param name="EnergyWh">The lifetime register.</param>
/// <param name="CurrentMilliamps">Of phases L1, L2, L3.</param>
/// <param name="VoltageMillivolts">Of phases L1, L2, L3, against neutral.</param>
/// <param name="Rest">Further measurands, and signed values, as the charger sent them.</param>
/// <param name="Evidence">What was left out or not billed, and why.</param>
internal sealed record ReadingView(
    DateTimeOffset Timestamp, SampleContext Context, long? EnergyWh, int? PowerW, int? SocPercent,
    IReadOnlyList<int?> CurrentMilliamps, IReadOnlyList<int?> VoltageMillivolts, string? Rest, string? Evidence)
{
    public static ReadingView Of(MeterReading r) => new(
        r.At, r.Context, r.EnergyWh, r.PowerW, r.SocPercent,
        [r.CurrentL1, r.CurrentL2, r.CurrentL3], [r.VoltageL1, r.VoltageL2, r.VoltageL3], r.Rest, r.Evidence);
}
