using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Connectors kept for someone.
public sealed partial class SimulatedChargePoint
{
    // OCPP 1.6 §5.13
    private JsonObject Reserve(OcppCall call)
    {
        var number = Number(call, "connectorId");
        var id = Number(call, "reservationId");
        var expiry = OcppTime.Parse(Text(call, "expiryDate")) ?? throw Missing(call, "expiryDate");
        // ReserveConnectorZeroSupported is false here.
        if (number < 1 || number > connectors.Length)
            return Status("Rejected");
        var at = connectors[number - 1];
        var refusal = at switch
        {
            { IsFaulted: true } => "Faulted",
            { IsOperative: false } => "Unavailable",
            { Reservation: { } kept } when kept.Id != id => "Occupied",
            { Transaction: not null } or { Car: not null } or { Authorization: not null } => "Occupied",
            _ => null,
        };
        if (refusal is not null)
            return Status(refusal);
        foreach (var other in connectors.Where(one => one.Reservation?.Id == id))
            other.Reservation = null;
        at.Reservation = new Reservation(id, Text(call, "idTag"), expiry);
        call.AfterAnswer(TellStatusesLocked);
        return Status("Accepted");
    }

    // OCPP 1.6 §5.1
    private JsonObject CancelReservation(OcppCall call)
    {
        var id = Number(call, "reservationId");
        if (connectors.FirstOrDefault(one => one.Reservation?.Id == id) is not { } at)
            return Status("Rejected");
        at.Reservation = null;
        call.AfterAnswer(TellStatusesLocked);
        return Status("Accepted");
    }

    private void TellStatusesLocked()
    {
        lock (gate)
            TellStatuses();
    }
}
