namespace EvOps.Simulator;

/// <summary>A misbehaviour the command line can ask for: a switch that stays on, or something that happens about once a minute.</summary>
internal sealed record MisbehaviourKind(string Name, string What, Func<SimulatedChargePoint, CancellationToken, Task> Do, bool Recurs = false)
{
    public static IReadOnlyList<MisbehaviourKind> All { get; } =
    [
        Switch("NeverSendStopTransaction", "sessions end without StopTransaction", bad => bad.NeverSendStopTransaction = true),
        Switch("ReleaseWithoutStop", "the connector says Available while the transaction stays open", bad => bad.ReleaseWithoutStop = true),
        Switch("SilentAfterAcceptingStop", "a remote stop is accepted, then silence", bad => bad.SilentAfterAcceptingStop = true),
        Switch("RejectRemoteStart", "every remote start is rejected", bad => bad.RejectRemoteStart = true),
        Switch("AcceptStartButNeverStart", "a remote start is accepted, then silence", bad => bad.AcceptStartButNeverStart = true),
        Switch("NoAnswerToCalls", "calls of the central system get no answer", bad => bad.NoAnswerToCalls = true),
        Switch("MeterBackwards", "the energy register runs backwards", bad => bad.MeterBackwards = true),
        Switch("FreezeMeter", "the energy register stands still", bad => bad.FreezeMeter = true),
        Switch("SilentMeter", "no MeterValues", bad => bad.SilentMeter = true),
        Switch("KwhLabelledWh", "kilowatt-hours labelled Wh", bad => bad.KwhLabelledWh = true),
        Switch("UnlockFailed", "UnlockConnector fails", bad => bad.UnlockAnswer = UnlockAnswer.UnlockFailed),
        Switch("UnlockNotSupported", "UnlockConnector is not supported", bad => bad.UnlockAnswer = UnlockAnswer.NotSupported),
        Switch("ClockSkew", "the clock is two hours ahead", bad => bad.ClockSkew = TimeSpan.FromHours(2)),
        Once("LoseNetwork", "the network is gone for 20 s, the socket stays open", one => one.LoseNetwork(TimeSpan.FromSeconds(20))),
        Once("RebootMidSession", "power fails, transactions are forgotten", one => one.RebootMidSession()),
        Once("ReleaseConnector", "once in a while a connector forgets its transaction", one => one.ReleaseConnector(1)),
        new("Fault", "a ground failure for 15 s", FaultAsync, Recurs: true),
        new("SendGarbage", "a message that is wrong, each time another kind", GarbageAsync, Recurs: true),
    ];

    private static MisbehaviourKind Switch(string name, string what, Action<Misbehaviour> set) => new(name, what, (one, _) =>
    {
        set(one.Misbehaviour);
        return Task.CompletedTask;
    });

    private static MisbehaviourKind Once(string name, string what, Action<SimulatedChargePoint> act) => new(name, what, (one, _) =>
    {
        act(one);
        return Task.CompletedTask;
    }, Recurs: true);

    private static async Task FaultAsync(SimulatedChargePoint one, CancellationToken cancel)
    {
        one.Fault(1, "GroundFailure", "GF-01");
        await Task.Delay(TimeSpan.FromSeconds(15), cancel).ConfigureAwait(false);
        one.ClearFault(1);
    }

    private static async Task GarbageAsync(SimulatedChargePoint one, CancellationToken cancel)
    {
        var kinds = Enum.GetValues<GarbageKind>();
        if (one.Connection == ConnectionState.Online)
            await one.SendGarbageAsync(kinds[Environment.TickCount64 / 1000 % kinds.Length], cancel).ConfigureAwait(false);
    }
}
