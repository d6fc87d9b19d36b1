using EvOps.Web.Common;

namespace EvOps.Web.Bookings;

/// <summary>
/// A moment as a field of a form has it: by the wall clock of a place. Left alone it stays the very moment, also in the hour that this clock
/// shows twice.
/// </summary>
internal sealed class WallTime(DateTimeOffset moment, string timeZone)
{
    private readonly DateTime shown = ShowTime.In(moment, timeZone).DateTime;

    /// <summary>What the field shows.</summary>
    public DateTime Value { get; set; } = ShowTime.In(moment, timeZone).DateTime;

    public DateTimeOffset Moment => Value == shown ? moment : BookingPlan.Moment(Value, timeZone);
}
