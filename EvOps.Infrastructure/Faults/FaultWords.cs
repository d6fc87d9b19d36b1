using EvOps.Domain.Faults;
using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Faults;

/// <summary>A line of the history as a sentence.</summary>
public static class FaultWords
{
    public static string Of(FaultEvent fault, string identity) => Of(fault.Kind, fault.Source, fault.ConnectorNumber, fault.ErrorCode, fault.Reason, identity);

    public static string Of(FaultKind kind, FaultSource source, int connectorNumber, string? errorCode, string? reason, string identity)
    {
        var what = connectorNumber == 0 ? identity : $"Connector {connectorNumber} of {identity}";
        var meter = connectorNumber == 0 ? identity : $"connector {connectorNumber} of {identity}";
        return (kind, source) switch
        {
            (FaultKind.Fault, FaultSource.StatusNotification) => $"{what} reports a fault: {ChargerError.Of(errorCode).Words}{(string.IsNullOrWhiteSpace(reason) ? "" : $" It says “{reason}”.")}",
            (FaultKind.Recovery, FaultSource.StatusNotification) => $"{what} reports no fault any more.",
            (FaultKind.Fault, FaultSource.Monitor or FaultSource.ControlLink) => $"A health monitor sees a fault at {what}{(reason is null ? "" : $": {reason}")}.",
            (FaultKind.Recovery, FaultSource.Monitor or FaultSource.ControlLink) => $"A health monitor sees {what} well again.",
            (FaultKind.Fault, FaultSource.Connection) => $"{what} lost its connection.",
            (FaultKind.Recovery, FaultSource.Connection) => $"{what} is connected again.",
            (FaultKind.Fault, FaultSource.Command) => $"{what} does not follow commands.",
            (FaultKind.Recovery, FaultSource.Command) => $"{what} follows commands again.",
            (FaultKind.Fault, FaultSource.Meter) => $"The meter of {meter} cannot be believed{(reason is null ? "" : $": {reason}")}.",
            (FaultKind.Recovery, FaultSource.Meter) => $"The meter of {meter} can be believed again.",
            _ => throw new InvalidOperationException($"{kind} by {source} is no known line."),
        };
    }
}
