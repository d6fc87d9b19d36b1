using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Users;

namespace EvOps.Web.Demo;

/// <summary>Enters the demo's tariffs, places, chargers and tags as an administrator would. What is there already is left as somebody made it.</summary>
public sealed class DemoEnrolment(
    ListTariffs tariffs, SaveTariff saveTariff, ListStations stations, SaveStation saveStation, AssignTariff assignTariff, ListChargePoints chargePoints, SaveChargePoint saveChargePoint, ListTags tags, SaveTag saveTag)
{
    private static readonly Actor Demo = Actor.House("demo");

    public async Task RunAsync(IReadOnlyList<DemoChargePoint> network, CancellationToken cancel)
    {
        await EnterPlacesAsync(cancel);

        foreach (var chargePoint in network)
        {
            if (!(await chargePoints.FindAsync(Demo, chargePoint.Identity, cancel)).IsDone)
                Insist(await saveChargePoint.RunAsync(Demo, chargePoint.Identity, new ChargePointWish(chargePoint.StationId, chargePoint.Connectors), cancel));
        }

        foreach (var tag in DemoNetwork.Tags)
        {
            if (!(await tags.FindAsync(Demo, tag, cancel)).IsDone)
                Insist(await saveTag.RunAsync(Demo, tag, new TagWish(TagStatus.Accepted), cancel));
        }
    }

    private async Task EnterPlacesAsync(CancellationToken cancel)
    {
        foreach (var tariff in DemoNetwork.Tariffs)
        {
            if (!(await tariffs.FindAsync(Demo, tariff.Id, cancel)).IsDone)
                Insist(await saveTariff.RunAsync(Demo, tariff.Id, tariff.Name, tariff.Terms, null, cancel));
        }

        foreach (var station in DemoNetwork.Stations)
        {
            if ((await stations.FindAsync(Demo, station.Id, cancel)).IsDone) continue;
            Insist(await saveStation.RunAsync(Demo, station.Id, station.Description, null, cancel));
            Insist(await assignTariff.RunAsync(Demo, station.Id, station.TariffId, cancel));
        }
    }

    private static void Insist(Outcome outcome)
    {
        if (!outcome.IsDone) throw new InvalidOperationException(outcome.Refusal.Message);
    }

    private static void Insist<T>(Outcome<T> outcome)
    {
        if (!outcome.IsDone) throw new InvalidOperationException(outcome.Refusal.Message);
    }
}
