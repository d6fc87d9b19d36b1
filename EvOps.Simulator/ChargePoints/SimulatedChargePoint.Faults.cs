using System.Text;

namespace EvOps.Simulator;

// What goes wrong once, on request.
public sealed partial class SimulatedChargePoint
{
    private string ownErrorCode = "NoError";

    private ConnectorStatus OwnStatus => ownErrorCode == "NoError" ? ConnectorStatus.Available : ConnectorStatus.Faulted;

    /// <summary>A connector, or with 0 the charge point itself, becomes Faulted; a running transaction ends with reason Other.</summary>
    /// <param name="connector">connectorId; 0 for the charge point.</param>
    /// <param name="errorCode">ChargePointErrorCode of OCPP 1.6 §7.6, e.g. <c>GroundFailure</c>.</param>
    /// <param name="vendorErrorCode">The maker's own code.</param>
    public void Fault(int connector, string errorCode, string? vendorErrorCode = null)
    {
        lock (gate)
        {
            if (connector == 0)
            {
                ownErrorCode = errorCode;
                TellOwnStatus(vendorErrorCode);
                return;
            }

            var at = At(connector);
            (at.IsFaulted, at.ErrorCode, at.VendorErrorCode, at.ToldStatus) = (true, errorCode, vendorErrorCode, null);
            at.Authorization = null;
            if (at.Transaction is not null)
                _ = Stop(at, "Other", null);
            TellStatuses();
        }

        Tell();
    }

    /// <summary>The fault is gone.</summary>
    public void ClearFault(int connector)
    {
        lock (gate)
        {
            if (connector == 0)
            {
                ownErrorCode = "NoError";
                TellOwnStatus(null);
                return;
            }

            var at = At(connector);
            (at.IsFaulted, at.ErrorCode, at.VendorErrorCode) = (false, "NoError", null);
            TellStatuses();
        }

        Tell();
    }

    /// <summary>
    /// Power fails for a moment: the connection drops, running transactions are forgotten, and after <see cref="ChargePointOptions.RebootTime"/>
    /// the charge point boots again.
    /// </summary>
    /// <param name="stopAfterwards">Whether it sends the StopTransactions (reason PowerLoss) after booting; by default never.</param>
    public void RebootMidSession(bool stopAfterwards = false)
    {
        lock (gate)
        {
            // First the line goes, or a StopTransaction might still get out, and come again after the boot.
            Reboot();
            foreach (var connector in connectors.Where(one => one.Transaction is not null))
            {
                if (stopAfterwards)
                    _ = Stop(connector, "PowerLoss", null);
                else
                    Forget(connector);
            }
        }

        Tell();
    }

    /// <summary>The connector says Available, as if car and transaction had never been, though the transaction was not stopped.</summary>
    public void ReleaseConnector(int connector)
    {
        lock (gate)
            Release(At(connector));
        Tell();
    }

    /// <summary>Sends a message that is wrong. What is answered to it, if anything, is ignored.</summary>
    /// <exception cref="OcppConnectionLostException">There is no connection.</exception>
    public Task SendGarbageAsync(GarbageKind kind, CancellationToken cancel = default) => kind == GarbageKind.Binary
        ? Connected.SendBinaryAsync(Encoding.UTF8.GetBytes(Garbage.Text(kind)), cancel)
        : Connected.SendRawAsync(Garbage.Text(kind), cancel);

    /// <summary>Sends any text, past the outbox.</summary>
    /// <exception cref="OcppConnectionLostException">There is no connection.</exception>
    public Task SendGarbageAsync(string text, CancellationToken cancel = default) => Connected.SendRawAsync(text, cancel);

    private OcppClient Connected
    {
        get
        {
            lock (gate)
                return client ?? throw new OcppConnectionLostException($"{Identity} is not connected.");
        }
    }

    private void Release(Connector at)
    {
        Forget(at);
        at.Car = null;
        at.CarIsGuest = false;
        at.IsFinishing = false;
        at.Authorization = null;
        TellStatuses();
    }

    private void OnMisbehaviourChanged()
    {
        lock (gate)
        {
            foreach (var connector in connectors)
            {
                connector.Advance(time.GetUtcNow());
                connector.FrozenAtWh = Misbehaviour.FreezeMeter ? connector.FrozenAtWh ?? connector.RegisterWh : null;
                connector.BackwardsFromWh = Misbehaviour.MeterBackwards ? connector.BackwardsFromWh ?? connector.RegisterWh : null;
                if (Misbehaviour.ReleaseWithoutStop && connector.Transaction is not null)
                    Release(connector);
            }
        }

        Tell();
    }

    private void TellOwnStatus(string? vendorErrorCode)
    {
        if (Connection == ConnectionState.Online)
            Enqueue("StatusNotification", Payloads.Status(0, OwnStatus, ownErrorCode, vendorErrorCode, Options.Vendor, Now));
    }
}
