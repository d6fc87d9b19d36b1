using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Simulator;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.StuckSessions;

/// <summary>What goes wrong at a charger that charges for real is seen as what it is, over a socket and by one clock.</summary>
public sealed class MisbehavingChargersTests
{
    [Theory]
    [InlineData(EvidenceKind.ConnectorReleased)]
    [InlineData(EvidenceKind.StopIgnored)]
    [InlineData(EvidenceKind.StartNeverCame)]
    [InlineData(EvidenceKind.RebootedSince)]
    [InlineData(EvidenceKind.MeterSilent)]
    [InlineData(EvidenceKind.EnergyFlat)]
    [InlineData(EvidenceKind.ChargerOffline)]
    public async Task Each_thing_that_goes_wrong_is_told_from_the_others(EvidenceKind kind)
    {
        await using var house = await ChargingHouse.OpenAsync(
            "StuckSessions:MeterSilentMinutes=4", "StuckSessions:EnergyFlatMinutes=4", "StuckSessions:OfflineMinutes=2", "StuckSessions:StartPendingMinutes=1", "StuckSessions:StopPendingMinutes=1");
        await using var charger = new SimulatedChargePoint(new ChargePointOptions
        {
            Url = house.Host.ChargerDoor(),
            Identity = ChargingHouse.Identity,
            Time = house.Clock,
            MeterInterval = TimeSpan.FromSeconds(10),
            MaxPowerKw = 22,
            RebootTime = TimeSpan.FromSeconds(1),
            PingInterval = TimeSpan.FromSeconds(10),
            CarArrivesAfter = null,
        });
        await TickAsync(house, charger.ConnectAsync(TestContext.Current.CancellationToken));
        if (kind == EvidenceKind.StartNeverCame)
        {
            charger.Misbehaviour.AcceptStartButNeverStart = true;
            await house.StartAsync();
        }
        else
        {
            await charger.PlugInAsync(1, new Car(CarModels.All[0], soc: 20));
            await TickAsync(house, charger.SwipeAsync(1, ChargingHouse.Tag));
            await house.TickUntilAsync(() => charger.Connector(1).TransactionId is not null);
            // What is told of the very moment of the start may have been so before it.
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            await WrongAsync(house, charger, kind);
        }

        StuckSession? seen = null;
        await house.TickUntilAsync(() => (seen = house.Get<FindStuck>().RunAsync(Actor.House("test"), default).GetAwaiter().GetResult().Value.SingleOrDefault(s => s.Verdict.Evidence.Any(e => e.Kind == kind))) is not null);

        // A charger that rebooted also calls its plug free: both are told.
        Assert.Contains(kind, seen!.Verdict.Evidence.Select(e => e.Kind).Take(2));
    }

    private static async Task WrongAsync(ChargingHouse house, SimulatedChargePoint charger, EvidenceKind kind)
    {
        switch (kind)
        {
            case EvidenceKind.ConnectorReleased:
                charger.Misbehaviour.ReleaseWithoutStop = true;
                break;
            case EvidenceKind.StopIgnored:
                charger.Misbehaviour.SilentAfterAcceptingStop = true;
                await TickAsync(house, house.EndAsync(charger.Connector(1).TransactionId!));
                break;
            case EvidenceKind.RebootedSince:
                charger.RebootMidSession();
                break;
            case EvidenceKind.MeterSilent:
                charger.Misbehaviour.SilentMeter = true;
                break;
            case EvidenceKind.EnergyFlat:
                charger.Misbehaviour.FreezeMeter = true;
                break;
            case EvidenceKind.ChargerOffline:
                charger.LoseNetwork();
                break;
            case EvidenceKind.StartNeverCame or EvidenceKind.TooLong:
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nothing goes wrong that way here.");
        }
    }

    private static async Task TickAsync(ChargingHouse house, Task work)
    {
        await house.TickUntilAsync(() => work.IsCompleted);
        await work;
    }
}
