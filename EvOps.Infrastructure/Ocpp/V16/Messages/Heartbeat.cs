namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>A charger shows that it is alive and asks for the time (OCPP 1.6 §4.6).</summary>
public sealed record HeartbeatRequest : IOcppRequest<HeartbeatRequest>
{
    private static readonly HeartbeatRequest Only = new();

    public static string Action => OcppActions.Heartbeat;

    public static Parsed<HeartbeatRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        while (fields.NextField())
            fields.Extra();
        return new(Only, fields.Notes);
    }
}

public sealed record HeartbeatResponse(DateTimeOffset CurrentTime);
