using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>A fault from its begin to its end, as the history has it.</summary>
/// <param name="Cause">The error code, or where there is none the source.</param>
/// <param name="Until">Null while it is not over.</param>
public sealed record FaultSpan(Guid ChargePointId, string Cause, DateTimeOffset Since, DateTimeOffset? Until)
{
    public TimeSpan? Lasted => Until - Since;

    /// <summary>In no order. The same state told again begins no second fault.</summary>
    /// <param name="events">In any order.</param>
    /// <param name="to">What came later is not known.</param>
    public static IEnumerable<FaultSpan> Of(IEnumerable<FaultEvent> events, DateTimeOffset to)
    {
        foreach (var line in events.Where(e => !e.IsLate && e.ReportedAt < to).GroupBy(LineOf))
        {
            FaultEvent? open = null;
            foreach (var one in line.OrderBy(e => e.ReportedAt).ThenBy(e => e.At).ThenBy(e => e.Id))
            {
                switch (one.Kind)
                {
                    case FaultKind.Fault:
                        open ??= one;
                        break;
                    case FaultKind.Recovery:
                        if (open is not null) yield return new(open.ChargePointId, CauseOf(open), open.ReportedAt, one.ReportedAt);
                        open = null;
                        break;
                }
            }

            if (open is not null) yield return new(open.ChargePointId, CauseOf(open), open.ReportedAt, null);
        }
    }

    // Monitors tell of one and the same state, whichever way they come in.
    private static (Guid, int, FaultSource) LineOf(FaultEvent one) => (one.ChargePointId, one.ConnectorNumber, one.Source switch
    {
        FaultSource.Monitor or FaultSource.ControlLink => FaultSource.Monitor,
        FaultSource.StatusNotification or FaultSource.Connection or FaultSource.Command or FaultSource.Meter => one.Source,
    });

    private static string CauseOf(FaultEvent one) => one.ErrorCode ?? one.Source.ToString();
}
