namespace EvOps.Simulator;

/// <summary>
/// What a charge point does wrong, on purpose. Every switch may be set at any time and combined with the others; all are off at
/// first. What is done wrong once instead of from now on is a method of <see cref="SimulatedChargePoint"/>.
/// </summary>
public sealed class Misbehaviour
{
    private readonly Action changed;
    private long clockSkewTicks;

    internal Misbehaviour(Action changed) => this.changed = changed;

    /// <summary>Transactions end without a StopTransaction ever being sent.</summary>
    public bool NeverSendStopTransaction { get; set => Set(out field, value); }

    /// <summary>
    /// The connector says Available for the next driver and sends no readings, while the transaction was never stopped: a running one is
    /// released at once, a later one at its first reading.
    /// </summary>
    public bool ReleaseWithoutStop { get; set => Set(out field, value); }

    /// <summary>RemoteStopTransaction is accepted, power ends, and nothing more is said about that transaction.</summary>
    public bool SilentAfterAcceptingStop { get; set => Set(out field, value); }

    /// <summary>RemoteStartTransaction is answered Rejected.</summary>
    public bool RejectRemoteStart { get; set => Set(out field, value); }

    /// <summary>RemoteStartTransaction is answered Accepted, and nothing follows.</summary>
    public bool AcceptStartButNeverStart { get; set => Set(out field, value); }

    /// <summary>Calls of the central system get no answer, though everything else goes on.</summary>
    public bool NoAnswerToCalls { get; set => Set(out field, value); }

    /// <summary>The energy register is told as if it ran backwards from now on, in MeterValues and StopTransaction.</summary>
    public bool MeterBackwards { get; set => Set(out field, value); }

    /// <summary>The energy register is told as it stands now and does not move, though power flows.</summary>
    public bool FreezeMeter { get; set => Set(out field, value); }

    /// <summary>No MeterValues are sent.</summary>
    public bool SilentMeter { get; set => Set(out field, value); }

    /// <summary>MeterValues give kilowatt-hours and kilowatts, labelled Wh and W.</summary>
    public bool KwhLabelledWh { get; set => Set(out field, value); }

    /// <summary>What UnlockConnector is answered with.</summary>
    public UnlockAnswer UnlockAnswer { get; set; }

    /// <summary>How far the charge point's clock is ahead (behind where negative); in every timestamp it sends.</summary>
    public TimeSpan ClockSkew
    {
        get => new(Interlocked.Read(ref clockSkewTicks));
        set => Interlocked.Exchange(ref clockSkewTicks, value.Ticks);
    }

    private void Set(out bool kind, bool value)
    {
        kind = value;
        changed();
    }
}
