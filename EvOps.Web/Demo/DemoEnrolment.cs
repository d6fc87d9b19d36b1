using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;

namespace EvOps.Web.Demo;

/// <summary>Enters the demo's tariffs, places, chargers and drivers as an administrator would. What is there already is left as somebody made it.</summary>
public sealed class DemoEnrolment(
    ListTariffs tariffs, SaveTariff saveTariff, ListStations stations, SaveStation saveStation, AssignTariff assignTariff, ListChargePoints chargePoints, SaveChargePoint saveChargePoint, ListTags tags, SaveTag saveTag,
    ListPeople people, InvitePerson invite, TopUp topUp)
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

        await EnterDriversAsync(cancel);
    }

    private async Task EnterDriversAsync(CancellationToken cancel)
    {
        if (!(await tags.FindAsync(Demo, DemoNetwork.Tags[0], cancel)).IsDone && await tags.FindAsync(Demo, PeopleAtStart.DemoDriverTag, cancel) is { IsDone: true, Value.UserId: { } guest })
            Insist(await topUp.RunAsync(Demo, guest, new TopUpWish(50, "EUR", $"demo {PeopleAtStart.DemoDriverTag}"), cancel));

        foreach (var driver in DemoNetwork.Drivers)
        {
            if ((await tags.FindAsync(Demo, driver.Tag, cancel)).IsDone) continue;
            var person = await PersonAsync(driver, cancel);
            Insist(await topUp.RunAsync(Demo, person, new TopUpWish(driver.PaidIn, "EUR", $"demo {driver.Tag}"), cancel));
            Insist(await saveTag.RunAsync(Demo, driver.Tag, new TagWish(TagStatus.Accepted, UserId: person), cancel));
        }
    }

    // Invited when an earlier start was broken off, perhaps.
    private async Task<Guid> PersonAsync(DemoDriver driver, CancellationToken cancel)
    {
        var known = await people.RunAsync(Demo, new PersonFilter(driver.Email), 1, 0, cancel);
        Insist(known);
        if (known.Value.Items is [var person]) return person.Id;

        var invited = await invite.RunAsync(Demo, driver.Email, driver.Name, driver.Phone, [Role.Driver], cancel);
        Insist(invited);
        return invited.Value.PersonId;
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
