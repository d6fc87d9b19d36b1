using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Readings of a charger, the hot path: judged, stored, then shown. What cannot be believed is stored as evidence and never
/// billed. Nothing is refused: a charger cannot be asked to measure again.
/// </summary>
public sealed class ReadMeters(LiveSessions sessions, MeterWriter writer, NoteMeterFaults faults, LateReadings late, IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time)
{
    /// <param name="transactionId">As the charger named it; null, 0 or unknown ids are matched by connector or kept without a session.</param>
    /// <param name="isLastWord">They come with the end itself, which says more.</param>
    public async Task RunAsync(Guid chargePointId, int connectorNumber, long? transactionId, IReadOnlyList<MeterSample> samples, CancellationToken cancel, bool isLastWord = false)
    {
        var session = sessions.ForReading(chargePointId, connectorNumber, transactionId);
        var known = session?.TransactionId ?? await EndedTransactionAsync(chargePointId, transactionId, cancel);
        var readings = new MeterReading[samples.Count];
        var trail = session?.Trail ?? default;
        for (var i = 0; i < samples.Count; i++)
            readings[i] = Judge(samples[i], chargePointId, connectorNumber, known, session?.MeterStartWh, ref trail);

        await writer.WriteAsync(readings);
        if (session is null)
        {
            if (known is { } ended && !isLastWord) await late.RunAsync(ended, cancel);
            return;
        }

        for (var i = 0; i < samples.Count; i++)
        {
            if (!samples[i].IsMainMeter) session.Apply(samples[i], readings[i].EnergyWh, time.GetUtcNow());
            if (readings[i].Evidence is { } evidence) await TellOnceAsync(session, evidence, cancel);
            if (samples[i] is { IsMainMeter: false, EnergyWh: not null }) await faults.SeeAsync(session, readings[i], cancel);
        }

        live.Publish(new MeterRead(session.Id));
    }

    private static MeterReading Judge(MeterSample sample, Guid chargePointId, int connectorNumber, int? transactionId, long? startWh, ref MeterTrail trail)
    {
        var isLate = sample.At < trail.LastAt;
        var fault = sample.EnergyWh is { } register && !isLate && !sample.IsMainMeter ? MeterRules.FaultOf(register, trail.LastRegisterWh ?? startWh) : null;
        if (!isLate && !sample.IsMainMeter)
            trail = trail with { LastRegisterWh = fault is null ? sample.EnergyWh ?? trail.LastRegisterWh : trail.LastRegisterWh, LastAt = sample.At };

        return new MeterReading
        {
            TransactionId = sample.IsMainMeter ? 0 : transactionId ?? 0,
            ChargePointId = transactionId is null || sample.IsMainMeter ? chargePointId : null,
            ConnectorNumber = connectorNumber,
            At = sample.At,
            Context = sample.Context,
            EnergyWh = fault is null ? sample.EnergyWh : null,
            PowerW = sample.PowerW,
            CurrentL1 = sample.CurrentMilliamps.L1 ?? sample.CurrentMilliamps.Whole,
            CurrentL2 = sample.CurrentMilliamps.L2,
            CurrentL3 = sample.CurrentMilliamps.L3,
            VoltageL1 = sample.VoltageMillivolts.L1 ?? sample.VoltageMillivolts.Whole,
            VoltageL2 = sample.VoltageMillivolts.L2,
            VoltageL3 = sample.VoltageMillivolts.L3,
            SocPercent = sample.SocPercent,
            Rest = RestOf(sample),
            Evidence = fault is null && sample.Notes.Count == 0 ? null : string.Join("; ", [.. sample.Notes, .. fault is null ? [] : new[] { fault }]),
        };
    }

    private static string? RestOf(MeterSample sample) => (sample.Rest, sample.SignedData) switch
    {
        (null, null) => null,
        ({ } rest, null) => rest,
        (null, { } signed) => signed,
        ({ } rest, { } signed) => $"{rest[..^1]},{signed[1..]}",
    };

    // Readings that come after the stop (evcc#14673) are kept with the session they belong to.
    private async Task<int?> EndedTransactionAsync(Guid chargePointId, long? transactionId, CancellationToken cancel)
    {
        if (transactionId is null or <= 0 or > int.MaxValue) return null;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Sessions.Where(s => s.TransactionId == transactionId && s.ChargePointId == chargePointId).Select(s => s.TransactionId).SingleOrDefaultAsync(cancel);
    }

    private async Task TellOnceAsync(LiveSession session, string evidence, CancellationToken cancel)
    {
        // One line per kind: figures differ from reading to reading, words do not.
        var kind = string.Concat(evidence.Where(c => !char.IsDigit(c)));
        if (!session.IsFirst(kind)) return;

        await using var db = await databases.CreateDbContextAsync(cancel);
        db.SessionEvents.Add(new SessionEvent(session.Id, time.GetUtcNow(), SessionEventKind.Evidence, $"A reading was not billed: {evidence}."));
        await db.SaveChangesAsync(cancel);
    }
}
