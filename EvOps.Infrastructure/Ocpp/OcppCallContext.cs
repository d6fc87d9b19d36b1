using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>One CALL of a charger while it is handled: who sent it, when, what was odd about it, and where its answer goes.</summary>
public sealed class OcppCallContext(ChargePointConnection connection, OcppFrame frame, DateTimeOffset arrival, IBufferWriter<byte> output)
{
    public ChargePointConnection Connection => connection;

    public AdmittedChargePoint ChargePoint => connection.ChargePoint;

    public OcppFrame Frame => frame;

    public DateTimeOffset Arrival => arrival;

    /// <summary>The parser's remarks on soft faults; goes to the message log, and to the session where it matters.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    public CancellationToken Cancel => connection.Closing;

    /// <summary>Writes the CALLRESULT. To be called last: an answer is a promise that what it is about has been saved.</summary>
    public void Answer<T>(T payload, JsonTypeInfo<T> shape) => OcppFrameWriter.WriteCallResult(output, frame.MessageIdRaw.Span, payload, shape);

    /// <summary>Writes the CALLRESULT "{}".</summary>
    public void AnswerEmpty() => OcppFrameWriter.WriteCallResult(output, frame.MessageIdRaw.Span, EmptyResponse.Json);
}

/// <summary>What was decided about a charger at the door and holds while its socket lives.</summary>
/// <param name="BootStatus">The standing decision; null where it has never booted.</param>
public sealed record AdmittedChargePoint(
    Guid Id, string Identity, bool IsApproved, BootStatus? BootStatus, int HeartbeatSeconds, ChargePointAllowances Allowances, int AnswerDelayMilliseconds);

/// <summary>One action of chargers. Throws <see cref="OcppError"/> for what must be refused; only the connection writes a CALLERROR.</summary>
public interface IOcppAction
{
    string Action { get; }

    ValueTask HandleAsync(OcppCallContext call);
}

/// <summary>An action whose payload is read and checked before it is handled.</summary>
public abstract class OcppAction<TRequest> : IOcppAction
    where TRequest : IOcppRequest<TRequest>
{
    public string Action => TRequest.Action;

    public ValueTask HandleAsync(OcppCallContext call)
    {
        var parsed = TRequest.Parse(call.Frame.Payload.Span, call.Arrival);
        call.Notes = parsed.Notes;
        return HandleAsync(parsed.Message, call);
    }

    protected abstract ValueTask HandleAsync(TRequest request, OcppCallContext call);
}
